package tenfold.edge.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.base.net.Address;
import tenfold.model.HealthCheck;
import tenfold.model.InstanceId;
import tenfold.model.Target;
import tenfold.model.TargetGroupId;

class SplitTest {
    private final Random random = new Random(1);
    private final Upstream[] upstreams = {upstream(0), upstream(1)};
    private final UpstreamGroup[] groups = {group(upstreams[0]), group(upstreams[1])};

    @Test
    void dividesByWeight() {
        Split split = split(95, 5);
        int second = 0;
        for (int i = 0; i < 40_000; i++) {
            second += choose(split) == upstreams[1] ? 1 : 0;
        }
        assertThat(second).isBetween(1_800, 2_200);
    }

    @Test
    void aGroupWithoutAnybodyLosesNoRequest() {
        Split split = split(1, 1);
        upstreams[1].found(new Health.Finding.Refused("x"));
        groups[1].refresh(0);
        for (int i = 0; i < 200; i++) {
            assertThat(choose(split)).isSameAs(upstreams[0]);
        }
    }

    @Test
    void aRetryPrefersAnotherGroupToTheTargetThatFailed() {
        Split split = split(1, 1);
        for (int i = 0; i < 200; i++) {
            assertThat(split.choose(random.nextLong(), upstreams[1])).isSameAs(upstreams[0]);
        }
        Split alone = split(0, 1);
        assertThat(alone.choose(random.nextLong(), upstreams[1])).isSameAs(upstreams[1]);
    }

    private Upstream choose(Split split) {
        return Objects.requireNonNull(split.choose(random.nextLong(), null));
    }

    private Split split(int first, int second) {
        return new Split(
                List.of(new Split.Part(groups[0], first), new Split.Part(groups[1], second)));
    }

    private static UpstreamGroup group(Upstream upstream) {
        upstream.found(new Health.Finding.Passed());
        var group = new UpstreamGroup(upstream.group(), List.of(upstream));
        group.refresh(0);
        return group;
    }

    private static Upstream upstream(int i) {
        return new Upstream(
                new TargetGroupId("web-" + i),
                new Target(new InstanceId("web-" + i), Address.loopback(9000 + i), false),
                HealthCheck.DEFAULT,
                () -> {});
    }
}
