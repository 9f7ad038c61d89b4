package tenfold.fleet.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tenfold.base.file.DurableFile;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.ChildSpec;
import tenfold.base.process.Exit;
import tenfold.base.process.ProcessLauncher;
import tenfold.base.process.Signal;

/// Runs build commands when something changed since they last succeeded.
public final class Build {
    private static final int LAST_LINES_MAX = 30;

    private final ProcessLauncher launcher;
    private final Path records;

    /// `records` is where the fingerprint of each service's last success is kept.
    public Build(ProcessLauncher launcher, Path records) {
        this.launcher = launcher;
        this.records = records;
    }

    /// Builds if need be; `lines` gets the command's output as it comes.
    public BuildResult run(BuildStep step, Consumer<String> lines)
            throws IOException, InterruptedException {
        Files.createDirectories(records);
        var record = new DurableFile(records.resolve(step.service() + ".built"));
        if (isCurrent(record, step)) {
            return new BuildResult.UpToDate();
        }
        long before = System.nanoTime();
        ChildProcess child =
                launcher.start(
                        ChildSpec.of(
                                        "build of " + step.service(),
                                        step.folder(),
                                        List.of("/bin/sh", "-c", step.command()))
                                .environment(step.environment())
                                .lines(lines)
                                .unconfined());
        String failure = await(child, step.buildMax());
        if (!failure.isEmpty()) {
            return new BuildResult.Failed(words(failure, step, child));
        }
        record.write(Fingerprint.of(step.folder(), step.command()).getBytes(UTF_8));
        return new BuildResult.Built(Duration.ofNanos(System.nanoTime() - before));
    }

    private static boolean isCurrent(DurableFile record, BuildStep step) throws IOException {
        byte[] now = Fingerprint.of(step.folder(), step.command()).getBytes(UTF_8);
        try {
            return record.read().filter(last -> Arrays.equals(last, now)).isPresent();
        } catch (IOException _) {
            return false; // a damaged record costs one build
        }
    }

    /// Words for a failure, empty for success.
    private static String await(ChildProcess child, Duration patience) throws InterruptedException {
        try {
            Exit exit = child.exited().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return exit.success() ? "" : exit.words();
        } catch (TimeoutException _) {
            child.stop(Duration.ofSeconds(5));
            return "did not end within " + patience.toMinutes() + " minutes and was stopped";
        } catch (ExecutionException e) {
            return "could not be watched: " + e.getMessage();
        } catch (InterruptedException e) {
            child.signal(Signal.TERM);
            throw e;
        }
    }

    private static String words(String failure, BuildStep step, ChildProcess child) {
        List<String> last = child.lastLines(LAST_LINES_MAX);
        return "'%s' in %s %s%s"
                .formatted(
                        step.command(),
                        step.folder(),
                        failure,
                        last.isEmpty() ? "" : "; its last lines:\n  " + String.join("\n  ", last));
    }
}
