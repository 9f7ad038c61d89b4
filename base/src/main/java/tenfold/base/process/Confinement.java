package tenfold.base.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What stands in front of a child's own command line: new session, death with its parent, another
/// user, fewer privileges, umask.
///
/// All by small programs that replace themselves by the next (`exec`), so that the pid stays. What
/// this machine's tools and our own privileges allow is tried out once.
final class Confinement {
    private static final List<String> FOLDERS =
            List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");
    private static final List<String> NO_OP = List.of("/bin/sh", "-c", ":");
    static final String PERL_SESSION =
            "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127;";

    /// Ends a child whose parent was killed before the child had tied its life to it.
    private static final String OURS =
            "[ \"$PPID\" = " + ProcessHandle.current().pid() + " ] || exit 1; ";

    private final List<String> session;
    private final @Nullable String setpriv;
    private final List<String> privileges;
    private final boolean parentDeath;

    private Confinement(
            List<String> session,
            @Nullable String setpriv,
            List<String> privileges,
            boolean parentDeath) {
        this.session = session;
        this.setpriv = setpriv;
        this.privileges = privileges;
        this.parentDeath = parentDeath;
    }

    static Confinement probe() throws IOException {
        String setpriv = find("setpriv").orElse(null);
        if (setpriv == null) {
            return new Confinement(session(), null, List.of(), false);
        }
        List<String> wanted = new ArrayList<>(List.of("--no-new-privs", "--inh-caps=-all"));
        if (RunAs.root()) {
            wanted.add("--bounding-set=-all");
        }
        List<String> all = new ArrayList<>(wanted);
        all.addAll(List.of("--pdeathsig", "KILL"));
        if (works(setpriv, all)) {
            return new Confinement(session(), setpriv, List.copyOf(wanted), true);
        }
        wanted.removeIf(option -> !works(setpriv, List.of(option)));
        return new Confinement(
                session(),
                setpriv,
                List.copyOf(wanted),
                works(setpriv, List.of("--pdeathsig", "KILL")));
    }

    /// Words for what is missing, empty when nothing is.
    Optional<String> weakness() {
        List<String> missing = new ArrayList<>();
        if (setpriv == null) {
            missing.add("setpriv (package util-linux) is not installed");
        } else if (!parentDeath) {
            missing.add("setpriv cannot tie a child's life to ours");
        }
        if (setpriv != null && !privileges.contains("--no-new-privs")) {
            missing.add("setpriv cannot take privileges");
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", missing));
    }

    /// Why a child cannot run as this user; empty when it can.
    Optional<String> problemWith(RunAs user) {
        if (setpriv == null) {
            return Optional.of(
                    "cannot run a process as user '%s': setpriv is not installed; install the"
                                    .formatted(user.name())
                            + " package util-linux");
        }
        List<String> options = new ArrayList<>(userOptions(user));
        options.addAll(privileges);
        if (works(setpriv, options)) {
            return Optional.empty();
        }
        return Optional.of(
                "cannot run a process as user '%s' (uid %d): the kernel forbids it;"
                                .formatted(user.name(), user.uid())
                        + " give root the capabilities SETUID and SETGID, or start as an"
                        + " ordinary user");
    }

    List<String> wrap(ChildSpec spec) throws IOException {
        List<String> line = new ArrayList<>(session);
        if (setpriv != null) {
            line.add(setpriv);
            if (parentDeath) {
                line.addAll(List.of("--pdeathsig", spec.orphanSignal().name()));
            }
            if (spec.runAs() != null) {
                line.addAll(userOptions(spec.runAs()));
            }
            if (spec.confined()) {
                line.addAll(privileges);
            }
        } else if (spec.runAs() != null) {
            throw new IOException(problemWith(spec.runAs()).orElseThrow());
        }
        String umask = spec.confined() ? "umask 077; " : "";
        String script = OURS + umask + unset(spec) + "exec \"$@\"";
        line.addAll(List.of("/bin/sh", "-c", script, "sh"));
        line.addAll(spec.command());
        return line;
    }

    /// The prefix that starts a new session.
    static List<String> session() throws IOException {
        Optional<String> setsid = find("setsid");
        if (setsid.isPresent()) {
            return List.of(setsid.get());
        }
        String perl =
                find("perl")
                        .orElseThrow(() ->
                                new IOException(
                                        "neither setsid nor perl is installed; install the"
                                                + " package util-linux"));
        return List.of(perl, "-e", PERL_SESSION);
    }

    /// Shells export variables of their own.
    private static String unset(ChildSpec spec) {
        var names = new StringBuilder();
        for (String name : List.of("PWD", "OLDPWD", "SHLVL")) {
            if (!spec.environment().containsKey(name)) {
                names.append("unset ").append(name).append("; ");
            }
        }
        return names.toString();
    }

    private static List<String> userOptions(RunAs user) {
        return List.of("--reuid=" + user.uid(), "--regid=" + user.gid(), "--clear-groups");
    }

    private static Optional<String> find(String program) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static boolean works(String setpriv, List<String> options) {
        List<String> line = new ArrayList<>();
        line.add(setpriv);
        line.addAll(options);
        line.addAll(NO_OP);
        var builder = new ProcessBuilder(line);
        Map<String, String> environment = builder.environment();
        environment.clear();
        builder.redirectInput(new File("/dev/null"));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
