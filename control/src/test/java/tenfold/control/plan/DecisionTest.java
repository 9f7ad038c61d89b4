package tenfold.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tenfold.control.release.Deployment;
import tenfold.control.release.Phase;
import tenfold.control.release.Release;
import tenfold.control.release.RolloutPlan;
import tenfold.control.zone.ZoneAway;
import tenfold.control.zone.ZonePhase;
import tenfold.model.Zone;

class DecisionTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00.123456Z");

    @Test
    void whatConcernsReleasesAndZonesIsReadAsItWasWritten() {
        var manifest =
                PlanFixture.manifest(
                        "forum",
                        PlanFixture.service(2, Map.of("A", "b\tc"), List.of("node")),
                        8080);
        var plan =
                new RolloutPlan(
                        List.of(5, 50),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(5),
                        "make it",
                        Duration.ofMinutes(1));
        var deployment =
                new Deployment(
                        2, 1, 2, "ada", "why\tnot", plan, Phase.CANARY, 1, NOW, NOW, "line\none");
        for (Decision one :
                List.of(
                        new Decision.ReleaseAdded(
                                new Release(2, Path.of("/data/releases/2"), true, manifest)),
                        new Decision.Deployed(deployment),
                        new Decision.ZoneDecided(
                                new ZoneAway(new Zone("b"), ZonePhase.LEAVING, NOW, "ada")))) {
            assertThat(one.line()).doesNotContain("\n");
            assertThat(Decision.parse(one.line())).isEqualTo(one);
        }
    }
}
