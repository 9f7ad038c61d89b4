package tenfold.model;

import java.time.Duration;
import tenfold.base.Check;

/// How to ask an instance for its health: `GET path` must answer below 500 (below 400 when
/// `strict`) within the timeout. `speaks` says in which protocol; instances that speak none of HTTP
/// must only accept a connection.
public record HealthCheck(
        String path,
        boolean strict,
        Duration interval,
        Duration timeout,
        int healthyAfter,
        int unhealthyAfter,
        ServiceProtocol speaks) {
    /// For services that name no health path: anything below 500 on `/` is healthy.
    public static final HealthCheck DEFAULT =
            new HealthCheck("/", false, Duration.ofSeconds(2), Duration.ofSeconds(2), 1, 3);

    /// Over HTTP/1.1.
    public HealthCheck(
            String path,
            boolean strict,
            Duration interval,
            Duration timeout,
            int healthyAfter,
            int unhealthyAfter) {
        this(path, strict, interval, timeout, healthyAfter, unhealthyAfter, ServiceProtocol.HTTP1);
    }

    public HealthCheck speaking(ServiceProtocol protocol) {
        return new HealthCheck(
                path, strict, interval, timeout, healthyAfter, unhealthyAfter, protocol);
    }

    public HealthCheck withPath(String other) {
        return new HealthCheck(
                other, strict, interval, timeout, healthyAfter, unhealthyAfter, speaks);
    }

    public HealthCheck {
        Check.that(path.startsWith("/"), "health path '%s' must start with /", path);
        Check.that(interval.isPositive(), "health interval must be positive");
        Check.that(timeout.isPositive(), "health timeout must be positive");
        Check.that(healthyAfter >= 1, "healthyAfter %d is below 1", healthyAfter);
        Check.that(unhealthyAfter >= 1, "unhealthyAfter %d is below 1", unhealthyAfter);
    }
}
