package tenfold.edge.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tenfold.base.net.Address;
import tenfold.edge.target.Health.Finding;
import tenfold.model.Balancing;
import tenfold.model.HealthCheck;
import tenfold.model.InstanceId;
import tenfold.model.Target;
import tenfold.model.TargetGroupId;

class UpstreamGroupTest {
    private final Random random = new Random(1);

    @Test
    void givesEveryTargetItsShare() {
        UpstreamGroup group = healthy(4);
        Map<Upstream, Integer> counts = new HashMap<>();
        for (int i = 0; i < 40_000; i++) {
            counts.merge(choose(group, null), 1, Integer::sum);
        }
        assertThat(counts).hasSize(4);
        assertThat(counts.values()).allMatch(count -> count > 9_000 && count < 11_000);
    }

    @Test
    void prefersTheOneWithFewerRequestsOutstanding() {
        UpstreamGroup group = healthy(2);
        group.members().get(0).begin();
        for (int i = 0; i < 100; i++) {
            assertThat(choose(group, null)).isSameAs(group.members().get(1));
        }
    }

    @Test
    void aRetryGoesToAnotherTarget() {
        UpstreamGroup group = healthy(2);
        Upstream failed = group.members().get(0);
        for (int i = 0; i < 100; i++) {
            assertThat(choose(group, failed)).isNotSameAs(failed);
        }
    }

    @Test
    void drainingAndDownTargetsGetNothing() {
        UpstreamGroup group = healthy(3);
        group.members().get(0).found(new Finding.Refused("x"));
        Upstream draining = group.members().get(1);
        draining.update(target(1, true), HealthCheck.DEFAULT, Balancing.DEFAULT);
        group.refresh(0);
        for (int i = 0; i < 100; i++) {
            assertThat(choose(group, null)).isSameAs(group.members().get(2));
        }
    }

    @Test
    void aSingleTargetIsNeverEjectedAndOfTwoOnlyOne() {
        UpstreamGroup one = healthy(1);
        fail(one.members().get(0));
        one.refresh(1);
        assertThat(choose(one, null)).isNotNull();

        UpstreamGroup two = healthy(2);
        fail(two.members().get(0));
        two.refresh(1);
        assertThat(choose(two, null)).isSameAs(two.members().get(1));
        fail(two.members().get(1));
        two.refresh(1);
        assertThat(IntStream.range(0, 100).mapToObj(_ -> choose(two, null)).distinct()).hasSize(2);
    }

    @Test
    void theSickServeWhenNobodyIsHealthyTheDownNever() {
        UpstreamGroup group = healthy(2);
        group.members().get(0).found(new Finding.Refused("x"));
        Upstream sick = group.members().get(1);
        for (int i = 0; i < 3; i++) {
            sick.found(new Finding.Failed("y"));
        }
        group.refresh(0);
        assertThat(choose(group, null)).isSameAs(sick);

        sick.found(new Finding.Refused("x"));
        group.refresh(0);
        assertThat(group.choose(1, null)).isNull();
    }

    private Upstream choose(UpstreamGroup group, @org.jspecify.annotations.Nullable Upstream not) {
        Upstream chosen = group.choose(random.nextLong(), not);
        assertThat(chosen).isNotNull();
        return java.util.Objects.requireNonNull(chosen);
    }

    private static void fail(Upstream upstream) {
        for (int i = 0; i < 5; i++) {
            upstream.failed(0);
        }
    }

    private static UpstreamGroup healthy(int count) {
        var members =
                IntStream.range(0, count)
                        .mapToObj(i ->
                                new Upstream(
                                        new TargetGroupId("web"),
                                        target(i, false),
                                        HealthCheck.DEFAULT,
                                        Balancing.DEFAULT,
                                        () -> {}))
                        .toList();
        members.forEach(member -> member.found(new Finding.Passed()));
        var group = new UpstreamGroup(new TargetGroupId("web"));
        group.update(Balancing.DEFAULT, members, null);
        group.refresh(0);
        return group;
    }

    private static Target target(int i, boolean draining) {
        return new Target(new InstanceId("web-" + i), Address.loopback(9000 + i), draining);
    }
}
