package tenfold.fleet.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.Exit;
import tenfold.base.process.ProcessLauncher;
import tenfold.base.process.RunAs;
import tenfold.base.process.SystemUser;
import tenfold.base.process.SystemUser.Permission;
import tenfold.model.InstanceSpec;

/// Chooses the user that an application runs as: the least powerful one that works.
///
/// Not root: ourselves. Root: the owner of the application's folder if that is not root; else
/// [#SYSTEM_USER] if it can read what the application needs; else root without capabilities. An
/// application that [#SYSTEM_USER] was too weak for, as its last words show, is started as root
/// without capabilities from then on.
public final class Privileges {
    /// The user, null for ourselves, and why it is more powerful than one would like; `warning` is
    /// empty when it is not.
    public record Choice(@Nullable RunAs user, String warning) {}

    static final String SYSTEM_USER = "tenfold-app";

    private static final int FILES_CHECKED_MAX = 2_000;
    private static final int DEPTH_CHECKED_MAX = 4;
    private static final Set<String> WORDS_OF_WEAKNESS =
            Set.of(
                    "permission denied",
                    "eacces",
                    "accessdenied",
                    "operation not permitted",
                    "eperm");

    private final ProcessLauncher launcher;
    private final boolean root;
    private final Set<Path> tooWeakFor = ConcurrentHashMap.newKeySet();

    private Privileges(ProcessLauncher launcher, boolean root) {
        this.launcher = launcher;
        this.root = root;
    }

    public static Privileges lowest(ProcessLauncher launcher) {
        return new Privileges(launcher, RunAs.root());
    }

    /// Always ourselves, for tests and for those who arranged it outside.
    public static Privileges ours(ProcessLauncher launcher) {
        return new Privileges(launcher, false);
    }

    /// The user for a command of this folder.
    public Choice choose(Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        if (!root) {
            return new Choice(null, "");
        }
        Optional<RunAs> owner = owner(folder);
        if (owner.isPresent()) {
            Optional<String> problem = launcher.problemWith(owner.get());
            return problem.isEmpty() ? new Choice(owner.get(), "") : asRoot(problem.get());
        }
        if (tooWeakFor.contains(folder)) {
            return asRoot("user " + SYSTEM_USER + " was not allowed to do what it needs");
        }
        Optional<RunAs> user = SystemUser.findOrCreate(SYSTEM_USER, _ -> {});
        if (user.isEmpty()) {
            return asRoot("run '" + SystemUser.command(SYSTEM_USER) + "' for a user of its own");
        }
        Optional<String> problem = launcher.problemWith(user.get());
        if (problem.isEmpty()) {
            problem = unreadable(user.get(), folder, environment);
        }
        return problem.isEmpty() ? new Choice(user.get(), "") : asRoot(problem.get());
    }

    private static Choice asRoot(String why) {
        return new Choice(null, "runs as root without capabilities: " + why);
    }

    /// Learns from the last words of an instance that ended before it was healthy. A program that
    /// is not found or not executable may stand in root's own folders.
    void learn(InstanceSpec spec, @Nullable Exit exit, List<String> lastWords) {
        boolean noProgram = exit != null && (exit.code() == 126 || exit.code() == 127);
        if (noProgram || lastWords.stream().anyMatch(Privileges::tellsOfWeakness)) {
            tooWeakFor.add(spec.folder());
        }
    }

    private static boolean tellsOfWeakness(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return WORDS_OF_WEAKNESS.stream().anyMatch(lower::contains);
    }

    private static Optional<RunAs> owner(Path folder) throws IOException {
        Map<String, Object> ids = Files.readAttributes(folder, "unix:uid,gid");
        int uid = (Integer) ids.getOrDefault("uid", 0);
        int gid = (Integer) ids.getOrDefault("gid", 0);
        if (uid == 0 || gid == 0) {
            return Optional.empty();
        }
        return Optional.of(new RunAs(uid, gid, Files.getOwner(folder).getName()));
    }

    /// The first thing that this user cannot read and the application will probably want to.
    private static Optional<String> unreadable(
            RunAs user, Path folder, Map<String, String> environment) throws IOException {
        for (String value : environment.values()) {
            if (value.startsWith("/") && value.length() > 1 && !value.contains("\0")) {
                Path file = Path.of(value);
                if (Files.isRegularFile(file) && !canRead(user, file)) {
                    return Optional.of(cannot(user, file));
                }
            }
        }
        if (!SystemUser.canReach(user, folder.resolve("x"))) {
            return Optional.of(cannot(user, folder));
        }
        try (var files = Files.walk(folder, DEPTH_CHECKED_MAX)) {
            return files.limit(FILES_CHECKED_MAX)
                    .filter(file -> !Files.isSymbolicLink(file))
                    .filter(file -> !file.startsWith(folder.resolve(".tenfold")))
                    .filter(file -> !file.startsWith(folder.resolve(".git")))
                    .filter(file -> !SystemUser.may(user, file, Permission.READ))
                    .findFirst()
                    .map(file -> cannot(user, file));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean canRead(RunAs user, Path file) {
        return SystemUser.canReach(user, file) && SystemUser.may(user, file, Permission.READ);
    }

    private static String cannot(RunAs user, Path file) {
        return "user %s cannot read %s".formatted(user.name(), file);
    }
}
