package tenfold.control.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/// Finds out from a folder how its application is started: what people say (Procfile) before what
/// builds leave behind (jars) before what ecosystems agree on (package.json).
public final class Detection {
    private static final int FILE_BYTES_MAX = 256 * 1024;
    private static final int JARS_MAX = 200;
    private static final Pattern PROCFILE_WEB =
            Pattern.compile("(?m)^web:[ \\t]*(\\S[^\\r\\n]*?)[ \\t]*$");
    private static final Pattern START_SCRIPT =
            Pattern.compile("\"scripts\"\\s*:\\s*\\{[^{}]*\"start\"\\s*:\\s*\"");

    /// A command with the reason for it, in words.
    record Found(String run, String reason) {}

    private Detection() {}

    static Optional<Found> command(Path folder) {
        return procfile(folder)
                .or(() -> quarkus(folder))
                .or(() -> jar(folder))
                .or(() -> npm(folder));
    }

    private static Optional<Found> procfile(Path folder) {
        var web = PROCFILE_WEB.matcher(text(folder.resolve("Procfile")));
        return web.find()
                ? Optional.of(new Found(web.group(1), "the web line of Procfile"))
                : Optional.empty();
    }

    private static Optional<Found> quarkus(Path folder) {
        String jar = "target/quarkus-app/quarkus-run.jar";
        return Files.isRegularFile(folder.resolve(jar))
                ? Optional.of(new Found("java -jar " + jar, "a Quarkus application"))
                : Optional.empty();
    }

    private static Optional<Found> jar(Path folder) {
        List<Found> runnable = new ArrayList<>();
        for (String place : List.of("target", "build/libs")) {
            for (Path jar : jars(folder.resolve(place))) {
                runnable(jar)
                        .ifPresent(kind ->
                                runnable.add(
                                        new Found(
                                                "java -jar " + place + "/" + jar.getFileName(),
                                                kind)));
            }
        }
        return runnable.size() == 1 ? Optional.of(runnable.getFirst()) : Optional.empty();
    }

    private static List<Path> jars(Path folder) {
        var jars = new ArrayList<Path>();
        if (!Files.isDirectory(folder)) {
            return jars;
        }
        try (var files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                if (jars.size() < JARS_MAX && isPlainName(file)) {
                    jars.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            return List.of();
        }
        return jars;
    }

    /// Excludes names that a shell would not take as one word, and jars of sources and docs.
    private static boolean isPlainName(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.matches("[A-Za-z0-9._+-]+")
                && !name.endsWith("-sources.jar")
                && !name.endsWith("-javadoc.jar")
                && !name.endsWith("-tests.jar");
    }

    private static Optional<String> runnable(Path file) {
        try (var jar = new JarFile(file.toFile())) {
            var manifest = jar.getManifest();
            if (manifest == null) {
                return Optional.empty();
            }
            Attributes main = manifest.getMainAttributes();
            if (main.getValue(Attributes.Name.MAIN_CLASS) == null) {
                return Optional.empty();
            }
            boolean spring = main.getValue("Spring-Boot-Version") != null;
            return Optional.of(spring ? "a Spring Boot application" : "the one runnable jar");
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Optional<Found> npm(Path folder) {
        return START_SCRIPT.matcher(text(folder.resolve("package.json"))).find()
                ? Optional.of(new Found("npm start", "the start script of package.json"))
                : Optional.empty();
    }

    /// What to add to "nothing found" when the folder looks like something unbuilt.
    static String hint(Path folder) {
        if (Files.exists(folder.resolve("pom.xml"))) {
            return "; there is a pom.xml: build it first (mvn package), or name `build` and `run`";
        }
        if (Files.exists(folder.resolve("package.json"))) {
            return "; package.json has no start script";
        }
        return "";
    }

    /// A file's beginning as text; empty when there is none.
    public static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }
}
