package tenfold.watch.alarm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.ChildSpec;
import tenfold.base.process.Exit;
import tenfold.base.process.ProcessLauncher;
import tenfold.base.process.RunAs;
import tenfold.base.process.SystemUser;

/// Runs alarms' commands in the application's folder, each for a minute at most; root hands them to
/// the application's system user.
final class Commands implements AutoCloseable {
    private static final Duration RUN_MAX = Duration.ofMinutes(1);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final String SYSTEM_USER = "tenfold-app";

    private final Path folder;
    private final Path records;
    private @Nullable ProcessLauncher launcher;

    /// `records` is where children are written down; nothing is started before the first command.
    Commands(Path folder, Path records) {
        this.folder = folder;
        this.records = records;
    }

    /// Throws [IOException] with words unless the command ended with 0.
    void run(String command, Map<String, String> variables)
            throws IOException, InterruptedException {
        var environment = new HashMap<>(variables);
        environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        ChildProcess child =
                launcher()
                        .start(
                                ChildSpec.of(
                                                "alarm command",
                                                folder,
                                                List.of("/bin/sh", "-c", command))
                                        .environment(environment)
                                        .runAs(user()));
        try {
            Exit exit = child.exited().get(RUN_MAX.toMillis(), TimeUnit.MILLISECONDS);
            if (!exit.success()) {
                throw new IOException(exit.words() + ": " + String.join(" | ", child.lastLines(3)));
            }
        } catch (TimeoutException _) {
            child.stop(STOP_GRACE);
            throw new IOException("did not end within " + RUN_MAX.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IOException("could not be watched", e);
        }
    }

    private static @Nullable RunAs user() throws IOException, InterruptedException {
        return RunAs.root() ? SystemUser.findOrCreate(SYSTEM_USER, _ -> {}).orElse(null) : null;
    }

    private synchronized ProcessLauncher launcher() throws IOException {
        ProcessLauncher known = launcher;
        if (known == null) {
            known = new ProcessLauncher(records);
            launcher = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        try {
            if (launcher != null) {
                launcher.close();
            }
        } catch (IOException _) {
            // The reaper ends what is left.
        }
    }
}
