package tenfold.watch.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.model.AlarmReport.State;
import tenfold.model.manifest.AlarmCondition.Comparison;
import tenfold.model.manifest.AlarmCondition.Composite;
import tenfold.model.manifest.AlarmCondition.Missing;
import tenfold.model.manifest.AlarmCondition.Points;
import tenfold.model.manifest.AlarmCondition.Threshold;
import tenfold.testkit.Rounds;
import tenfold.watch.alarm.Look.Verdict;

class AlarmStateTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    /// b breaching, w well, m missing; the state after each look as O, A or I.
    @ParameterizedTest
    @CsvSource({
        "1, 1, UNKNOWN, bwb,      AOA",
        "3, 5, UNKNOWN, bbb,      IIA",
        "3, 5, UNKNOWN, www,      IIO",
        "3, 5, UNKNOWN, wwwbbwbw, IIOOOOAA",
        "3, 5, UNKNOWN, bbbwww,   IIAAAO",
        "2, 2, UNKNOWN, mm,       II",
        "1, 1, UNKNOWN, bm,       AI",
        "2, 3, UNKNOWN, bbmmm,    IAAAI",
        "1, 1, OK,      bm,       AO",
        "1, 1, ALARM,   wm,       OA",
        "1, 1, KEEP,    bmmw,     AAAO",
        "1, 1, KEEP,    mw,       IO",
    })
    void mOfNLooksDecide(int points, int of, Missing missing, String looks, String states) {
        var condition = condition(points, of, missing);
        var state = AlarmState.unknown(START);
        var seen = new StringBuilder();
        for (int i = 0; i < looks.length(); i++) {
            state = state.on(look(looks.charAt(i), i), condition);
            seen.append(state.state().name().charAt(0));
        }
        assertThat(seen.toString()).isEqualTo(states);
    }

    @Rounds(300)
    void itIsRaisedExactlyWhenEnoughOfTheNewestLooksBreach(long seed) {
        var random = new Random(seed);
        int of = 1 + random.nextInt(6);
        int points = 1 + random.nextInt(of);
        var condition = condition(points, of, Missing.UNKNOWN);
        var state = AlarmState.unknown(START);
        var all = new ArrayList<Character>();
        for (int i = 0; i < 60; i++) {
            char next = "bwm".charAt(random.nextInt(3));
            all.add(next);
            state = state.on(look(next, i), condition);
            List<Character> newest = all.subList(Math.max(0, all.size() - of), all.size());
            long breaching = newest.stream().filter(one -> one == 'b').count();
            long well = newest.stream().filter(one -> one == 'w').count();
            if (breaching >= points) {
                assertThat(state.state()).isEqualTo(State.ALARM);
            }
            if (well > of - points) {
                assertThat(state.state()).isEqualTo(State.OK);
            }
            assertThat(state.looks()).hasSizeLessThanOrEqualTo(of);
        }
    }

    @Test
    void sinceIsTheMomentOfTheChange() {
        var condition = condition(1, 1, Missing.UNKNOWN);
        var state =
                AlarmState.unknown(START).on(look('b', 5), condition).on(look('b', 9), condition);

        assertThat(state.since()).isEqualTo(START.plusSeconds(5));
        assertThat(state.reason()).contains("heat is 9");
    }

    @ParameterizedTest
    @CsvSource({
        "a, '', '', AOI=ALARM",
        "b, '', '', AOI=OK",
        "'a b', '', '', AOI=OK",
        "'', 'a b', '', AOI=ALARM",
        "'', 'b c', '', AOI=INSUFFICIENT_DATA",
        "'a c', '', '', AOI=INSUFFICIENT_DATA",
        "'b c', '', '', AOI=OK",
        "a, '', b, AOI=ALARM",
        "a, '', c, AOI=INSUFFICIENT_DATA",
        "a, '', a, AOI=OK",
        "a, 'b a', b, AOI=ALARM",
    })
    void compositesAreLogicOfThreeValues(String all, String any, String none, String wanted) {
        Map<String, State> states =
                Map.of("a", State.ALARM, "b", State.OK, "c", State.INSUFFICIENT_DATA);
        var composite = new Composite(names(all), names(any), names(none));

        State state = Composites.of(composite, name -> states.getOrDefault(name, State.OK));

        assertThat("AOI=" + state).isEqualTo(wanted);
    }

    private static List<String> names(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static Threshold condition(int points, int of, Missing missing) {
        return new Threshold(
                "heat",
                Comparison.ABOVE,
                5,
                Duration.ofSeconds(10),
                new Points(points, of),
                missing);
    }

    private static Look look(char kind, int second) {
        Verdict verdict =
                switch (kind) {
                    case 'b' -> Verdict.BREACHING;
                    case 'w' -> Verdict.WELL;
                    default -> Verdict.MISSING;
                };
        return new Look(
                START.plusSeconds(second),
                verdict,
                verdict == Verdict.MISSING ? null : (double) second,
                "heat is " + second);
    }
}
