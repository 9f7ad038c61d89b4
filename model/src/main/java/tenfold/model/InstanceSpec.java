package tenfold.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import tenfold.base.Check;

/// Everything needed to start one instance; a running instance whose spec changes is replaced.
///
/// `command` is run by `/bin/sh -c` in `folder`. A value of `environment` may hold `${secret:NAME}`
/// parts, which the fleet fills in at launch from the secrets folder. `port` is also its `PORT`.
public record InstanceSpec(
        InstanceId id,
        ServiceName service,
        Zone zone,
        String command,
        Path folder,
        int port,
        Map<String, String> environment,
        HealthCheck health,
        Duration startMax,
        Duration stopGrace) {
    public InstanceSpec {
        Check.that(!command.isBlank(), "instance %s needs a command", id);
        Check.that(folder.isAbsolute(), "folder %s must be absolute", folder);
        Check.that(port >= 1 && port <= 65535, "port %d is not within 1 to 65535", port);
        Check.that(startMax.isPositive(), "startMax must be positive");
        Check.that(stopGrace.isPositive(), "stopGrace must be positive");
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    /// In the first zone.
    public InstanceSpec(
            InstanceId id,
            ServiceName service,
            String command,
            Path folder,
            int port,
            Map<String, String> environment,
            HealthCheck health,
            Duration startMax,
            Duration stopGrace) {
        this(
                id,
                service,
                Zone.FIRST,
                command,
                folder,
                port,
                environment,
                health,
                startMax,
                stopGrace);
    }
}
