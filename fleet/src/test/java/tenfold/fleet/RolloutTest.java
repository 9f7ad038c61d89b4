package tenfold.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.fleet.Rollout.Existing;
import tenfold.model.HealthCheck;
import tenfold.model.InstanceId;
import tenfold.model.InstanceSpec;
import tenfold.model.InstanceState;
import tenfold.model.ServiceName;
import tenfold.testkit.Rounds;

class RolloutTest {
    private final Map<InstanceId, Existing> existing = new HashMap<>();

    @Test
    void newOnesStartTogether() {
        var wanted = List.of(spec("web", 1, "a"), spec("web", 2, "a"));

        assertThat(Rollout.next(wanted, existing).start()).isEqualTo(wanted);
    }

    @Test
    void unwantedOnesStopTogether() {
        exists(spec("web", 1, "a"), InstanceState.HEALTHY);
        exists(spec("web", 2, "a"), InstanceState.HEALTHY);

        assertThat(Rollout.next(List.of(), existing).stop()).hasSize(2);
    }

    @Test
    void changedOnesAreReplacedOneByOne() {
        exists(spec("web", 1, "a"), InstanceState.HEALTHY);
        exists(spec("web", 2, "a"), InstanceState.HEALTHY);
        var wanted = List.of(spec("web", 1, "b"), spec("web", 2, "b"));

        assertThat(Rollout.next(wanted, existing).stop()).containsExactly(id("web", 1));

        existing.put(id("web", 1), new Existing(spec("web", 1, "a"), InstanceState.STOPPING, true));
        assertThat(Rollout.next(wanted, existing).stop()).isEmpty();
        existing.remove(id("web", 1));
        assertThat(Rollout.next(wanted, existing).start()).containsExactly(wanted.getFirst());
        exists(spec("web", 1, "b"), InstanceState.STARTING);
        assertThat(Rollout.next(wanted, existing).stop()).isEmpty();
        exists(spec("web", 1, "b"), InstanceState.HEALTHY);
        assertThat(Rollout.next(wanted, existing).stop()).containsExactly(id("web", 2));
    }

    @Test
    void aBadChangeHarmsOneInstanceOnly() {
        exists(spec("web", 1, "bad"), InstanceState.BACKOFF);
        exists(spec("web", 2, "a"), InstanceState.HEALTHY);

        var actions = Rollout.next(List.of(spec("web", 1, "bad"), spec("web", 2, "bad")), existing);

        assertThat(actions.stop()).isEmpty();
    }

    @Test
    void aBrokenOneIsReplacedAtOnce() {
        exists(spec("web", 1, "bad"), InstanceState.BACKOFF);
        exists(spec("web", 2, "a"), InstanceState.HEALTHY);

        var actions = Rollout.next(List.of(spec("web", 1, "c"), spec("web", 2, "c")), existing);

        assertThat(actions.stop()).containsExactly(id("web", 1));
    }

    @Test
    void servicesDoNotWaitForEachOther() {
        exists(spec("web", 1, "a"), InstanceState.HEALTHY);
        exists(spec("api", 2, "a"), InstanceState.HEALTHY);

        var actions = Rollout.next(List.of(spec("web", 1, "b"), spec("api", 2, "b")), existing);

        assertThat(actions.stop()).hasSize(2);
    }

    @Test
    void anInstanceWaitsForThePortOfItsPredecessor() {
        existing.put(id("old", 1), new Existing(spec("old", 1, "a"), InstanceState.STOPPING, true));

        assertThat(Rollout.next(List.of(spec("web", 1, "a")), existing).start()).isEmpty();
    }

    @Rounds(200)
    void everyChangeIsFinishedAndAlwaysAllButOneServe(long seed) {
        var random = new Random(seed);
        int count = 2 + random.nextInt(4);
        List<InstanceSpec> wanted = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            exists(spec("web", i, "a"), InstanceState.HEALTHY);
            wanted.add(spec("web", i, "b"));
        }
        for (int round = 0; round < 1_000; round++) {
            var actions = Rollout.next(wanted, existing);
            actions.stop()
                    .forEach(id ->
                            existing.computeIfPresent(
                                    id,
                                    (_, old) ->
                                            new Existing(
                                                    old.spec(), InstanceState.STOPPING, true)));
            actions.start().forEach(spec -> exists(spec, InstanceState.STARTING));
            long healthy =
                    existing.values().stream()
                            .filter(one -> one.state() == InstanceState.HEALTHY)
                            .count();
            assertThat(healthy).isGreaterThanOrEqualTo(count - 1);
            advance(random);
        }

        assertThat(existing.values())
                .hasSize(count)
                .allMatch(one -> one.spec().command().equals("b"));
    }

    private void advance(Random random) {
        for (InstanceId id : List.copyOf(existing.keySet())) {
            Existing one = existing.get(id);
            if (one == null || random.nextBoolean()) {
                continue;
            }
            if (one.stopping()) {
                existing.remove(id);
            } else {
                existing.put(id, new Existing(one.spec(), InstanceState.HEALTHY, false));
            }
        }
    }

    private void exists(InstanceSpec spec, InstanceState state) {
        existing.put(spec.id(), new Existing(spec, state, false));
    }

    private static InstanceId id(String service, int number) {
        return new InstanceId(service + "-" + number);
    }

    private static InstanceSpec spec(String service, int number, String command) {
        return new InstanceSpec(
                id(service, number),
                new ServiceName(service),
                command,
                Path.of("/app"),
                4000 + number,
                Map.of(),
                HealthCheck.DEFAULT,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
    }
}
