package tenfold.fleet.instance;

import java.time.Duration;
import tenfold.base.Check;

/// How long a failed instance waits before it is started again: `first`, then twice as long each
/// time up to `max`, each spread by a quarter up or down so that instances do not fail in step; and
/// from the start again once it was healthy for `calm`.
public record BackoffLimits(Duration first, Duration max, Duration calm) {
    public static final BackoffLimits DEFAULT =
            new BackoffLimits(
                    Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofMinutes(1));

    private static final int DOUBLINGS_MAX = 20;

    public BackoffLimits {
        Check.that(first.isPositive(), "the first pause must be positive");
        Check.that(max.compareTo(first) >= 0, "the longest pause is below the first");
        Check.that(!calm.isNegative(), "calm must not be negative");
    }

    /// The pause after this many failures in a row; `jitter` is within 0 to 1.
    Duration pause(int failures, double jitter) {
        int doublings = Math.clamp(failures - 1, 0, DOUBLINGS_MAX);
        long millis = Math.min(max.toMillis(), first.toMillis() << doublings);
        return Duration.ofMillis(Math.round(millis * (0.75 + 0.5 * jitter)));
    }
}
