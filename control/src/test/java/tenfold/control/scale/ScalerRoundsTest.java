package tenfold.control.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tenfold.control.scale.ScaleDecision.Cause;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ScalePolicy;
import tenfold.model.manifest.ScalePolicy.Tracking;
import tenfold.testkit.Rounds;

/// What must hold for any load, with metrics that come, go and lie.
class ScalerRoundsTest {
    private static final List<ScalePolicy> POLICIES =
            List.of(new Tracking("cpu", 0.6), new Tracking("queue", 8));

    @Rounds(200)
    void keepsItsBoundsAndItsReasons(long seed) {
        var random = new Random(seed);
        int min = 1 + random.nextInt(5);
        int max = min + random.nextInt(40);
        ScaleManifest rules = ScalerTest.group(min, max, POLICIES, List.of());
        var group = new SimulatedGroup(rules, min + random.nextInt(max - min + 1));
        double load = 1;
        for (int second = 0; second < 900; second++) {
            load = random.nextInt(50) == 0 ? random.nextDouble() * max : load;
            group.broken = random.nextInt(20) == 0 ? 1 : 0;
            int before = group.desired();
            Map<String, Double> metrics = metrics(random, load);
            ScaleDecision made = group.observe(metrics);

            assertThat(made.from()).isEqualTo(before);
            assertThat(made.to()).isBetween(min, max);
            assertThat(made.reason()).isNotBlank();
            if (made.to() < before) {
                assertThat(made.cause()).isEqualTo(Cause.SHRINK);
                assertThat(metrics).containsKeys("demand", "cpu", "queue");
                assertThat(metrics.values()).allMatch(value -> value >= 0 && value < 1e9);
                assertThat(group.broken).isZero();
                assertThat(before - made.to())
                        .isLessThanOrEqualTo(Math.max(1, (int) (before * 0.2)));
                assertThat(made.to()).isGreaterThanOrEqualTo(made.evidence().peak());
            }
            assertThat(ScaleLaw.decide(rules.scaleIn(), made.evidence())).isEqualTo(made);
        }
    }

    private static Map<String, Double> metrics(Random random, double load) {
        var metrics = new HashMap<String, Double>();
        metrics.put("demand", load * (0.9 + 0.2 * random.nextDouble()));
        metrics.put("cpu", Math.min(1, load / 10));
        metrics.put("queue", load * 5);
        if (random.nextInt(400) == 0) {
            List<Double> lies = List.of(-1.0, Double.NaN, Double.POSITIVE_INFINITY, 1e12);
            metrics.put("demand", lies.get(random.nextInt(lies.size())));
        }
        if (random.nextInt(400) == 0) {
            metrics.remove(List.of("demand", "cpu", "queue").get(random.nextInt(3)));
        }
        return metrics;
    }

    @Rounds(200)
    void moreDemandNeverMeansFewer(long seed) {
        var random = new Random(seed);
        ScaleManifest rules = ScalerTest.group(1, 60, List.of(), List.of());
        int desired = 1 + random.nextInt(60);
        int ready = random.nextInt(desired + 1);
        int before = 0;
        for (int want = 1; want < 80; want++) {
            var wish = new Wish("demand", true, want, want - 1, want, "demand");
            var seen =
                    new Evidence(
                            SimulatedGroup.NOON,
                            1,
                            60,
                            desired,
                            ready,
                            desired - ready,
                            List.of(wish),
                            want,
                            Duration.ofSeconds(random.nextInt(400)),
                            false,
                            Duration.ofHours(1),
                            Duration.ofHours(1));
            int to = ScaleLaw.decide(rules.scaleIn(), seen).to();
            if (seen.watched().compareTo(Duration.ofMinutes(3)) >= 0 || want > desired) {
                assertThat(to).isGreaterThanOrEqualTo(before);
                before = to;
            }
        }
    }

    @Rounds(50)
    void carriesASteadyLoadAndThenRests(long seed) {
        var random = new Random(seed);
        var group = new SimulatedGroup(ScalerTest.group(1, 60, List.of(), List.of()), 1);
        double load = 0.2 + 35 * random.nextDouble();
        group.seconds(3000, load);
        int settled = group.desired();
        group.changes.clear();
        group.seconds(1800, load);

        assertThat(settled * 0.7 * (1 + ScaleLaw.BAND)).isGreaterThanOrEqualTo(load - 1e-6);
        assertThat(settled).isLessThanOrEqualTo((int) Math.ceil(load / 0.7) + 1 + settled / 10);
        assertThat(group.changes).isEmpty();
    }
}
