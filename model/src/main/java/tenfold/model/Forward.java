package tenfold.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// Sends a route's requests to one target group, or to several by weight.
public record Forward(
        List<Share> shares, @Nullable Stickiness sticky, RetryPolicy retry, Importance importance) {
    public static final int SHARES_MAX = 16;

    public Forward {
        shares = List.copyOf(shares);
        Check.that(
                !shares.isEmpty() && shares.size() <= SHARES_MAX,
                "%d groups are not 1 to %d",
                shares.size(),
                SHARES_MAX);
        Check.that(
                shares.stream().mapToInt(Share::weight).sum() > 0, "every group has the weight 0");
    }

    public static Forward to(TargetGroupId group) {
        return new Forward(
                List.of(new Share(group, 1)), null, RetryPolicy.DEFAULT, Importance.NORMAL);
    }
}
