package tenfold.control.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void aSteadyRiseReachesItsLimitOnTheDayThatOneCanCount() {
        Trend trend = Trend.of(peaks(100, 110, 120, 130, 140)).orElseThrow();

        assertThat(trend.perDay()).isCloseTo(10, within(1e-9));
        assertThat(trend.reaches(200).orElseThrow().likely())
                .contains(START.plus(Duration.ofDays(4 + 6)));
    }

    @Test
    void oneOddDayMovesNothing() {
        Trend trend = Trend.of(peaks(100, 110, 120, 900, 140, 150, 160, 170)).orElseThrow();

        assertThat(trend.perDay()).isCloseTo(10, within(1.0));
        assertThat(trend.level()).isCloseTo(170, within(5.0));
    }

    @Test
    void theBandIsWiderWhenDaysDiffer() {
        Trend trend = Trend.of(peaks(100, 130, 105, 150, 120, 160, 140)).orElseThrow();
        Trend.Forecast forecast = trend.reaches(300).orElseThrow();

        assertThat(trend.perDayLow()).isLessThan(trend.perDay());
        assertThat(forecast.early()).isBefore(forecast.likely().orElseThrow());
    }

    @Test
    void whatFallsNeverReachesAHigherLimit() {
        assertThat(Trend.of(peaks(140, 130, 120, 110)).orElseThrow().reaches(200)).isEmpty();
    }

    @Test
    void whatIsThereAlreadyIsReachedNow() {
        Trend trend = Trend.of(peaks(100, 110, 120, 130)).orElseThrow();

        assertThat(trend.reaches(120).orElseThrow().early())
                .isEqualTo(START.plus(Duration.ofDays(3)));
    }

    @Test
    void aFewDaysAreNoTrend() {
        assertThat(Trend.of(peaks(1, 2, 3))).isEmpty();
    }

    private static List<Trend.Peak> peaks(double... levels) {
        List<Trend.Peak> all = new ArrayList<>();
        for (int i = 0; i < levels.length; i++) {
            all.add(new Trend.Peak(START.plus(Duration.ofDays(i)), levels[i]));
        }
        return all;
    }
}
