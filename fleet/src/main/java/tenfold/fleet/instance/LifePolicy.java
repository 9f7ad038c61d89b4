package tenfold.fleet.instance;

import java.time.Duration;
import tenfold.model.HealthCheck;
import tenfold.model.InstanceSpec;

/// The figures that govern one instance's life.
public record LifePolicy(HealthCheck health, Duration startMax, BackoffLimits backoff) {
    public static LifePolicy of(InstanceSpec spec, BackoffLimits backoff) {
        return new LifePolicy(spec.health(), spec.startMax(), backoff);
    }
}
