package tenfold.fleet.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tenfold.model.ServiceName;

/// What to build: `command` is run by `/bin/sh -c` in `folder` with this environment, as ourselves,
/// for at most `buildMax`.
public record BuildStep(
        ServiceName service,
        String command,
        Path folder,
        Map<String, String> environment,
        Duration buildMax) {
    public BuildStep {
        environment = Map.copyOf(environment);
    }
}
