package tenfold.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Users, the programs that start children, and PostgreSQL's binaries.
final class Tools {
    private static final List<String> LAUNCHERS = List.of("sh", "setsid", "setpriv");

    private Tools() {}

    static Finding users(Map<String, String> environment, String user) {
        if (!user.equals("root")) {
            return Finding.ok("user", user);
        }
        return isOnPath(environment, "setpriv")
                ? Finding.ok("user", "root; database and application run with fewer rights")
                : Finding.fail(
                        "user",
                        "root, and there is no setpriv to give rights up: PostgreSQL refuses to run as root",
                        "install util-linux, or run as another user");
    }

    static Finding launchers(Map<String, String> environment) {
        List<String> missing =
                LAUNCHERS.stream().filter(name -> !isOnPath(environment, name)).toList();
        return missing.isEmpty()
                ? Finding.ok("tools", String.join(", ", LAUNCHERS))
                : Finding.warn(
                        "tools",
                        "not found: " + String.join(", ", missing),
                        "install util-linux; without it children are ended less surely");
    }

    /// Where PostgreSQL's binaries are unpacked once for all applications of this user.
    static Finding postgresql(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "/"));
        Path cache =
                Path.of(environment.getOrDefault("XDG_CACHE_HOME", home + "/.cache"), "tenfold");
        try (Stream<Path> entries = Files.isDirectory(cache) ? Files.list(cache) : Stream.of()) {
            List<String> names =
                    entries.map(entry -> String.valueOf(entry.getFileName()))
                            .filter(name -> name.startsWith("postgres"))
                            .sorted()
                            .toList();
            return Finding.ok(
                    "postgresql",
                    names.isEmpty()
                            ? "is unpacked into " + cache + " at the first `up`"
                            : String.join(", ", names) + " in " + cache);
        } catch (IOException e) {
            return Finding.warn(
                    "postgresql", cache + " cannot be read: " + e.getMessage(), "mend its rights");
        }
    }

    private static boolean isOnPath(Map<String, String> environment, String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
