package tenfold.control.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tenfold.control.scale.ScaleDecision.Cause;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ScalePolicy;
import tenfold.model.manifest.ScalePolicy.Step;
import tenfold.model.manifest.ScalePolicy.Steps;
import tenfold.model.manifest.ScalePolicy.Tracking;
import tenfold.model.manifest.ScaleWindow;

class ScalerTest {
    private final SimulatedGroup group = new SimulatedGroup(group(2, 20, List.of(), List.of()), 4);

    static ScaleManifest group(
            int min, int max, List<ScalePolicy> policies, List<ScaleWindow> schedule) {
        ScaleManifest base = ScaleManifest.between(min, max);
        return new ScaleManifest(
                min,
                max,
                1,
                0.7,
                policies,
                schedule,
                base.forecast(),
                0,
                base.spot(),
                base.scaleIn());
    }

    @Test
    void growsAtOnceWhenTheDemandStandsOut() {
        group.seconds(30, 2.5);

        ScaleDecision first = group.second(5);

        assertThat(first.cause()).isEqualTo(Cause.GROW);
        assertThat(first.to()).isGreaterThanOrEqualTo(8);
        assertThat(first.reason()).contains("demand of 5.00", "rising", "at 70 % use");
    }

    @Test
    void bearsASmallExcess() {
        group.seconds(60, 2.8);

        assertThat(group.seconds(120, 3.0).to()).isEqualTo(4);
        assertThat(group.seconds(120, 3.2).to()).isEqualTo(5);
    }

    @Test
    void shrinksOnlyWhenTheWholeWindowNeededLessAndByAPartAMinute() {
        group.desired(20);
        group.seconds(180, 14);

        assertThat(group.seconds(179, 2).to()).isEqualTo(20);
        assertThat(group.seconds(20, 2).to()).isEqualTo(18);
        assertThat(group.seconds(40, 2).to()).isEqualTo(18);
        assertThat(group.seconds(20, 2).to()).isEqualTo(15);
        assertThat(group.seconds(900, 2).to()).isEqualTo(3);
        assertThat(group.changes).contains("15 the most of the last 180 s needed 3");
    }

    @Test
    void neverShrinksOnAMissingMetric() {
        group.desired(10);
        group.seconds(600, Double.NaN);

        assertThat(group.desired()).isEqualTo(10);
        assertThat(group.last().reason()).isEqualTo("it does not shrink: demand is absurd: NaN");
        group.observe(Map.of());
        assertThat(group.last().reason()).isEqualTo("it does not shrink: demand is missing");
    }

    @Test
    void oneMissingSecondCostsTheWholeWindow() {
        group.desired(10);
        group.seconds(175, 2);
        group.observe(Map.of());

        assertThat(group.seconds(180, 2).to()).isEqualTo(10);
        assertThat(group.last().reason()).contains("watched without a gap for");
        assertThat(group.seconds(2, 2).to()).isEqualTo(8);
    }

    @Test
    void doesNotTrustOneOutlierButTwo() {
        group.seconds(60, 1);

        assertThat(group.second(11).reason()).contains("jumps to 11.00 and is not confirmed");
        assertThat(group.second(1).to()).isEqualTo(4);
        group.second(11);
        assertThat(group.second(11).to()).isEqualTo(16);
    }

    @Test
    void refusesAbsurdDemand() {
        group.seconds(60, 1);

        assertThat(group.second(1e9).to()).isEqualTo(4);
        assertThat(group.second(-1).to()).isEqualTo(4);
        assertThat(group.second(Double.POSITIVE_INFINITY).to()).isEqualTo(4);
    }

    @Test
    void doesNotShrinkWhileAnInstanceIsNotReady() {
        group.desired(10);
        group.broken = 1;

        assertThat(group.seconds(400, 1).to()).isEqualTo(10);
        assertThat(group.last().reason()).contains("9 of 10 instances are ready");
    }

    @Test
    void theLargestPolicyWins() {
        var both =
                new SimulatedGroup(
                        group(1, 20, List.of(new Tracking("requests", 10)), List.of()), 4);

        both.observe(Map.of("demand", 1.0, "requests", 120.0));

        assertThat(both.desired()).isEqualTo(12);
        assertThat(both.last().reason()).isEqualTo("requests of 120.00 needs 12 for 10.00 each");
    }

    @Test
    void anAverageGrowsWhatIsReady() {
        var cpu = new SimulatedGroup(group(1, 20, List.of(new Tracking("cpu", 0.5)), List.of()), 4);

        cpu.observe(Map.of("demand", 1.0, "cpu", 0.75));

        assertThat(cpu.desired()).isEqualTo(6);
    }

    @Test
    void latencyAddsAtMostHalf() {
        var slow =
                new SimulatedGroup(
                        group(1, 20, List.of(new Tracking("latency", 100)), List.of()), 4);

        slow.observe(Map.of("demand", 1.0, "latency", 5000.0));

        assertThat(slow.desired()).isEqualTo(6);
    }

    @Test
    void stepsAddToWhatIsReadyAndDoNotPileUp() {
        var steps =
                List.<ScalePolicy>of(new Steps("queue", List.of(new Step(10, 1), new Step(50, 4))));
        var queue = new SimulatedGroup(group(1, 20, steps, List.of()), 4);

        queue.observe(Map.of("demand", 1.0, "queue", 60.0));
        queue.observe(Map.of("demand", 1.0, "queue", 60.0));

        assertThat(queue.desired()).isEqualTo(8);
        assertThat(queue.changes).containsExactly("8 queue of 60.00 is above 50.00: 4 more");
    }

    @Test
    void aWindowOfTheScheduleHasItsOwnBounds() {
        var nights = EnumSet.of(DayOfWeek.THURSDAY);
        var window = new ScaleWindow(LocalTime.of(22, 0), LocalTime.of(6, 0), nights, 6, null);
        var night = new SimulatedGroup(group(2, 20, List.of(), List.of(window)), 4);

        assertThat(night.seconds(10, 1).to()).isEqualTo(4);
        night.at(Instant.parse("2026-01-01T23:00:00Z"));
        assertThat(night.second(1).to()).isEqualTo(6);
        night.at(Instant.parse("2026-01-02T05:59:00Z"));
        assertThat(night.seconds(10, 1).to()).isEqualTo(6);
        assertThat(window.holds(Instant.parse("2026-01-02T06:00:00Z"))).isFalse();
        assertThat(window.holds(Instant.parse("2026-01-02T22:00:00Z"))).isFalse();
    }

    @Test
    void aForecastBringsInstancesAndTakesNone() {
        group.observe(Map.of("demand", 1.0, "forecast", 7.0));
        assertThat(group.desired()).isEqualTo(10);

        for (int i = 0; i < 400; i++) {
            group.observe(Map.of("demand", 1.0, "forecast", 0.0));
        }
        assertThat(group.changes).allMatch(line -> !line.contains("forecast of 0.00"));
        assertThat(group.last().evidence().peak()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void saysThatTheMaximumIsReached() {
        group.desired(20);
        group.seconds(30, 20);

        assertThat(group.last().cause()).isEqualTo(Cause.AT_MAX);
        assertThat(group.last().reason()).contains("the maximum is 20");
    }

    @Test
    void aLowerMaximumIsReachedInParts() {
        group.desired(40);

        assertThat(group.second(1).to()).isEqualTo(32);
        assertThat(group.seconds(61, 1).to()).isEqualTo(26);
    }

    @Test
    void metricsOfAllKindsStopShrinking() {
        for (String metric : Set.of("cpu", "latency", "queue", "orders")) {
            var one =
                    new SimulatedGroup(
                            group(1, 20, List.of(new Tracking(metric, 5)), List.of()), 10);
            one.seconds(600, 1);
            assertThat(one.desired()).as(metric).isEqualTo(10);
        }
    }
}
