package tenfold.model.manifest;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.Balancing;
import tenfold.model.HealthCheck;
import tenfold.model.ServiceName;

/// One program of the application: how it is built, started and asked for its health.
///
/// `build` and `run` are shell commands in the application's folder. `port` is set only for a
/// program that does not obey `PORT`. `environment` holds the user's own values in the order of the
/// file, references not yet filled in. `environmentSets` is null when frameworks are to be
/// detected. `scale` is the number of instances, at first if `group` says how they follow the load.
public record ServiceManifest(
        ServiceName name,
        @Nullable String build,
        String run,
        HealthCheck health,
        Balancing balancing,
        int scale,
        @Nullable ScaleManifest group,
        @Nullable Integer port,
        Map<String, String> environment,
        @Nullable List<String> environmentSets,
        Duration startTimeout,
        Duration stopGrace) {
    public ServiceManifest {
        Check.that(scale >= 1, "scale %d is below 1", scale);
        Check.that(
                port == null || (scale == 1 && group == null),
                "a fixed port allows one instance only");
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        environmentSets = environmentSets == null ? null : List.copyOf(environmentSets);
    }

    /// The same with other sets.
    public ServiceManifest withSets(List<String> sets) {
        return new ServiceManifest(
                name,
                build,
                run,
                health,
                balancing,
                scale,
                group,
                port,
                environment,
                sets,
                startTimeout,
                stopGrace);
    }
}
