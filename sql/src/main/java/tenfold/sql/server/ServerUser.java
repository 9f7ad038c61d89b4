package tenfold.sql.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ProcessLauncher;
import tenfold.base.process.RunAs;
import tenfold.base.process.SystemUser;

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
        Optional<RunAs> user = SystemUser.findOrCreate(SYSTEM_USER, progress);
        if (user.isEmpty()) {
            throw new PostgresException(
                    "PostgreSQL refuses to run as root, and its own user cannot be created; run '"
                            + SystemUser.command(SYSTEM_USER)
                            + "', or start as an ordinary user");
        }
        Optional<String> problem = launcher.problemWith(user.get());
        if (problem.isPresent()) {
            throw new PostgresException(problem.get());
        }
        return new ServerUser(user.get());
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
        return runAs == null || SystemUser.canReach(runAs, path);
    }
}
