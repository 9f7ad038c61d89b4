package tenfold.model;

import java.time.Duration;
import tenfold.base.Check;

/// How to ask an instance for its health: `GET path` must answer below 500 (below 400 when
/// `strict`) within the timeout.
public record HealthCheck(
        String path,
        boolean strict,
        Duration interval,
        Duration timeout,
        int healthyAfter,
        int unhealthyAfter) {
    /// For services that name no health path: anything below 500 on `/` is healthy.
    public static final HealthCheck DEFAULT =
            new HealthCheck("/", false, Duration.ofSeconds(2), Duration.ofSeconds(2), 1, 3);

    public HealthCheck {
        Check.that(path.startsWith("/"), "health path '%s' must start with /", path);
        Check.that(interval.isPositive(), "health interval must be positive");
        Check.that(timeout.isPositive(), "health timeout must be positive");
        Check.that(healthyAfter >= 1, "healthyAfter %d is below 1", healthyAfter);
        Check.that(unhealthyAfter >= 1, "unhealthyAfter %d is below 1", unhealthyAfter);
    }
}
