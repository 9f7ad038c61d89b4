package tenfold.sql.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.ChildSpec;
import tenfold.base.process.Exit;
import tenfold.base.process.ProcessLauncher;
import tenfold.base.process.Signal;

/// Starts PostgreSQL's programs, always as the same user.
record PostgresTools(ProcessLauncher launcher, PostgresBinaries binaries, ServerUser user) {
    private static final Duration TOOL_MAX = Duration.ofMinutes(5);
    private static final Duration ORPHAN_GRACE = Duration.ofSeconds(20);
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C", "TZ", "UTC");

    String program(String name) {
        return binaries.program(name).toString();
    }

    ChildProcess start(String name, Path folder, List<String> command)
            throws IOException, InterruptedException {
        return launcher.start(spec(name, folder, command));
    }

    /// A server that gets a fast shutdown when we die.
    ChildProcess startServer(String name, Path data, Path log)
            throws IOException, InterruptedException {
        return launcher.start(
                spec(name, data, List.of(program("postgres"), "-D", data.toString()))
                        .log(log)
                        .whenOrphaned(Signal.INT, ORPHAN_GRACE));
    }

    private ChildSpec spec(String name, Path folder, List<String> command) {
        return ChildSpec.of(name, folder, command).environment(ENVIRONMENT).runAs(user.runAs());
    }

    Exit await(ChildProcess tool) throws IOException, InterruptedException {
        try {
            return tool.exited().get(TOOL_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            tool.stop(Duration.ZERO);
            throw new PostgresException(
                    tool.name() + " did not end within " + TOOL_MAX + " and was killed");
        } catch (ExecutionException e) {
            throw new IOException(tool.name() + " could not be watched", e);
        }
    }

    /// Whether this process is a PostgreSQL that works in `data`: its servers and their backends
    /// change to their data folder. True when the machine cannot tell.
    boolean worksIn(long pid, Path data) {
        Path process = Path.of("/proc", Long.toString(pid));
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return true;
        }
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(data.toRealPath());
        } catch (IOException _) {
            return false;
        }
    }

    /// Whether this is one of our programs working in `data`.
    boolean backendOf(ProcessHandle process, Path data) {
        Path executable = Path.of("/proc", Long.toString(process.pid()), "exe");
        try {
            return worksIn(process.pid(), data)
                    && Files.readSymbolicLink(executable)
                            .equals(binaries.program("postgres").toRealPath());
        } catch (IOException _) {
            return false;
        }
    }
}
