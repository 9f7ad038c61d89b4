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
    private static final String SECRET = "secret:";

    public Site {
        Check.that(applicationFolder.isAbsolute(), "%s must be absolute", applicationFolder);
        Check.that(dataFolder.isAbsolute(), "%s must be absolute", dataFolder);
        environment = Map.copyOf(environment);
    }

    /// A file that the manifest names: of the application's folder, or `secret:NAME`.
    Path file(Path named) {
        String text = named.toString();
        return text.startsWith(SECRET)
                ? dataFolder.resolve("secrets").resolve(text.substring(SECRET.length()))
                : applicationFolder.resolve(named);
    }

    Path authority() {
        return dataFolder.resolve("tls/ca.pem");
    }
}
