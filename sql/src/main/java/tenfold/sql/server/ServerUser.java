package tenfold.sql.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ProcessLauncher;
import tenfold.base.process.RunAs;

/// The user that PostgreSQL runs as: ourselves, or [#SYSTEM_USER] when we are root.
///
/// A user namespace would need no system user, but a process in one that root started still is root
/// to the kernel, and so would be everybody who is a superuser in SQL.
record ServerUser(@Nullable RunAs runAs) {
    static final String SYSTEM_USER = "tenfold-pg";

    /// Finds the user, and makes it when we are root and it is missing.
    static ServerUser find(ProcessLauncher launcher, Consumer<String> progress)
            throws IOException, InterruptedException {
        if (!RunAs.root()) {
            return new ServerUser(null);
        }
        Optional<RunAs> user = RunAs.named(SYSTEM_USER);
        if (user.isEmpty()) {
            progress.accept("creating the system user " + SYSTEM_USER + " for PostgreSQL");
            create();
            user = RunAs.named(SYSTEM_USER);
        }
        RunAs found =
                user.orElseThrow(() ->
                        new PostgresException(
                                "PostgreSQL refuses to run as root, and the system user "
                                        + SYSTEM_USER
                                        + " cannot be created; run"
                                        + " 'useradd --system --user-group --shell"
                                        + " /usr/sbin/nologin "
                                        + SYSTEM_USER
                                        + "', or start as an ordinary user"));
        Optional<String> problem = launcher.problemWith(found);
        if (problem.isPresent()) {
            throw new PostgresException(problem.get());
        }
        return new ServerUser(found);
    }

    /// Two of us may do this at once: the loser finds the user there.
    private static void create() throws InterruptedException {
        try {
            Process useradd =
                    new ProcessBuilder(
                                    "useradd",
                                    "--system",
                                    "--user-group",
                                    "--no-create-home",
                                    "--home-dir",
                                    "/nonexistent",
                                    "--shell",
                                    "/usr/sbin/nologin",
                                    SYSTEM_USER)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!useradd.waitFor(30, TimeUnit.SECONDS)) {
                useradd.destroyForcibly();
            }
        } catch (IOException _) {
            return; // no useradd: the caller finds no user and says what to do
        }
    }

    String name() {
        return runAs == null ? System.getProperty("user.name", "?") : runAs.name();
    }

    void own(Path path) throws IOException {
        if (runAs != null) {
            Files.setAttribute(path, "unix:uid", runAs.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", runAs.gid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /// Whether every folder on the way to `path` lets this user through; says yes for ourselves.
    boolean canReach(Path path) {
        if (runAs == null) {
            return true;
        }
        for (Path on = path.getParent(); on != null; on = on.getParent()) {
            if (Files.exists(on) && !maySearch(on, runAs)) {
                return false;
            }
        }
        return true;
    }

    private static boolean maySearch(Path folder, RunAs user) {
        try {
            Map<String, Object> owner = Files.readAttributes(folder, "unix:uid,gid");
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            if (Integer.valueOf(user.uid()).equals(owner.get("uid"))) {
                return permissions.contains(PosixFilePermission.OWNER_EXECUTE);
            }
            if (Integer.valueOf(user.gid()).equals(owner.get("gid"))) {
                return permissions.contains(PosixFilePermission.GROUP_EXECUTE);
            }
            return permissions.contains(PosixFilePermission.OTHERS_EXECUTE);
        } catch (IOException _) {
            return false;
        }
    }
}
