package tenfold.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tenfold.model.Durability;
import tenfold.model.ReadPolicy;
import tenfold.model.ServerId;

/// The handing over of the database to a server outside, step by step.
class OutsideRulesTest {
    private static final ServerId OURS = new ServerId("pg-1");
    private static final ServerId THEIRS = new ServerId("ext-1");
    private static final long MOMENT = Duration.ofMillis(10).toNanos();

    private final ClusterRules rules = new ClusterRules(ClusterRecord.first(OURS));
    private long now;

    private List<Effect> after(Event event) {
        now += MOMENT;
        return rules.on(event, now);
    }

    @BeforeEach
    void serve() {
        var image = new Event.ImageApplied(Images.of(1, 0, Durability.SINGLE), ReadPolicy.DEFAULT);
        long life =
                after(image).stream()
                        .filter(Effect.Start.class::isInstance)
                        .map(Effect.Start.class::cast)
                        .findFirst()
                        .orElseThrow()
                        .life();
        var view = new View(false, 100, 0, 0, 1, false, false, Map.of());
        assertThat(after(new Event.Heard(OURS, life, now, view)))
                .contains(new Effect.Serve(rules.scene.record().epoch(), OURS, List.of()));
    }

    private ClusterRecord handOver() {
        List<Effect> effects = after(new Event.OutsideWanted(THEIRS, 1, now, 0));
        assertThat(effects).noneMatch(Effect.Resume.class::isInstance);
        return effects.stream()
                .filter(Effect.Write.class::isInstance)
                .map(each -> ((Effect.Write) each).record())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void heldStatementsWaitForTheRecord() {
        ClusterRecord next = handOver();
        for (int i = 0; i < 20; i++) {
            assertThat(after(new Event.Tick(1)))
                    .noneMatch(Effect.Resume.class::isInstance)
                    .noneMatch(Effect.Serve.class::isInstance);
        }
        assertThat(next.outside()).isEqualTo(THEIRS);
    }

    @Test
    void theyGoOnWhenItServes() {
        List<Effect> effects = new ArrayList<>(after(new Event.Recorded(handOver())));
        effects.removeIf(
                each -> !(each instanceof Effect.Serve) && !(each instanceof Effect.Resume));
        assertThat(effects)
                .containsExactly(
                        new Effect.Serve(rules.scene.record().epoch(), THEIRS, List.of()),
                        new Effect.Resume());
    }
}
