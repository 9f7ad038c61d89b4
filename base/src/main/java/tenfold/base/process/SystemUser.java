package tenfold.base.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Users without a login that children run as when we are root, and what they may reach.
public final class SystemUser {
    private SystemUser() {}

    /// The user of this name, made now if it is missing and the machine has `useradd`.
    public static Optional<RunAs> findOrCreate(String name, Consumer<String> progress)
            throws IOException, InterruptedException {
        Optional<RunAs> found = RunAs.named(name);
        if (found.isPresent()) {
            return found;
        }
        progress.accept("creating the system user " + name);
        create(name);
        return RunAs.named(name);
    }

    /// What an operator can run instead.
    public static String command(String name) {
        return "useradd --system --user-group --no-create-home --home-dir /nonexistent"
                + " --shell /usr/sbin/nologin "
                + name;
    }

    /// Two of us may do this at once: the loser finds the user there.
    private static void create(String name) throws InterruptedException {
        try {
            Process useradd =
                    new ProcessBuilder(command(name).split(" "))
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

    /// Whether every folder above `path` lets this user through.
    public static boolean canReach(RunAs user, Path path) {
        for (Path on = path.getParent(); on != null; on = on.getParent()) {
            if (Files.exists(on) && !may(user, on, Permission.ENTER)) {
                return false;
            }
        }
        return true;
    }

    /// What may be asked of a file or folder.
    public enum Permission {
        READ(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ),
        ENTER(
                PosixFilePermission.OWNER_EXECUTE,
                PosixFilePermission.GROUP_EXECUTE,
                PosixFilePermission.OTHERS_EXECUTE);

        private final PosixFilePermission owner;
        private final PosixFilePermission group;
        private final PosixFilePermission others;

        Permission(
                PosixFilePermission owner, PosixFilePermission group, PosixFilePermission others) {
            this.owner = owner;
            this.group = group;
            this.others = others;
        }
    }

    /// Whether the permission bits of this one file let the user do so.
    public static boolean may(RunAs user, Path path, Permission wanted) {
        try {
            Map<String, Object> owner = Files.readAttributes(path, "unix:uid,gid");
            Set<PosixFilePermission> bits = Files.getPosixFilePermissions(path);
            if (Integer.valueOf(user.uid()).equals(owner.get("uid"))) {
                return bits.contains(wanted.owner);
            }
            if (Integer.valueOf(user.gid()).equals(owner.get("gid"))) {
                return bits.contains(wanted.group);
            }
            return bits.contains(wanted.others);
        } catch (IOException _) {
            return false;
        }
    }
}
