package tenfold.control.plan;

import java.nio.file.Path;
import java.util.Map;
import tenfold.base.Check;

/// Where the application lives: its folders, its machine, and the environment of whoever said `up`.
public record Site(
        Path applicationFolder,
        Path dataFolder,
        Path temporaryFolder,
        long memoryMib,
        Map<String, String> environment) {
    public Site {
        Check.that(applicationFolder.isAbsolute(), "%s must be absolute", applicationFolder);
        Check.that(dataFolder.isAbsolute(), "%s must be absolute", dataFolder);
        environment = Map.copyOf(environment);
    }

    Path authority() {
        return dataFolder.resolve("tls/ca.pem");
    }
}
