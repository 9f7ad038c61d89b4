package tenfold.fleet.job;

import static java.lang.System.getenv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.ChildSpec;
import tenfold.base.process.Exit;
import tenfold.base.process.ProcessLauncher;
import tenfold.fleet.instance.Privileges;
import tenfold.fleet.instance.Secrets;
import tenfold.model.JobId;
import tenfold.model.JobReport;
import tenfold.model.JobSpec;
import tenfold.model.JobState;
import tenfold.model.SecretRef;

/// Runs each wanted job once, on a virtual thread of its own; one that is no longer wanted is
/// stopped and forgotten. Thread-safe.
public final class Jobs implements AutoCloseable {
    private static final int LAST_LINES_MAX = 20;
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    /// What jobs need; `records` holds one small file for each that the image names.
    public record Surroundings(
            ProcessLauncher launcher,
            Path logs,
            Path records,
            Function<SecretRef, String> secrets,
            Privileges privileges,
            Clock clock) {}

    private final Surroundings around;
    private final Map<JobId, JobReport> reports = new HashMap<>();
    private final Map<JobId, Thread> threads = new HashMap<>();
    private boolean closed;

    public Jobs(Surroundings around) {
        this.around = around;
    }

    public synchronized void apply(List<JobSpec> wanted) {
        Set<JobId> ids = wanted.stream().map(JobSpec::id).collect(Collectors.toSet());
        for (JobId id : List.copyOf(reports.keySet())) {
            if (!ids.contains(id)) {
                forget(id);
            }
        }
        for (JobSpec spec : wanted) {
            if (!closed && !reports.containsKey(spec.id())) {
                begin(spec);
            }
        }
    }

    public synchronized List<JobReport> report() {
        return List.copyOf(reports.values());
    }

    private void begin(JobSpec spec) {
        var record = new JobRecord(around.records(), spec.id());
        JobReport report;
        try {
            Files.createDirectories(around.records());
            var earlier = record.read(spec.id());
            if (earlier.isPresent()) {
                reports.put(spec.id(), earlier.get());
                return;
            }
            report = state(spec.id(), JobState.RUNNING, "runs");
            record.write(report);
        } catch (IOException | IllegalArgumentException e) {
            reports.put(spec.id(), state(spec.id(), JobState.FAILED, "not begun: " + e));
            return;
        }
        reports.put(spec.id(), report);
        threads.put(
                spec.id(),
                Thread.ofVirtual().name("job " + spec.id()).start(() -> run(spec, record)));
    }

    private JobReport state(JobId id, JobState state, String reason) {
        return new JobReport(id, state, around.clock().instant(), reason);
    }

    private void forget(JobId id) {
        reports.remove(id);
        Thread running = threads.remove(id);
        if (running != null) {
            running.interrupt();
        }
        try {
            new JobRecord(around.records(), id).forget();
        } catch (IOException _) {
            // The id is never used again; the file is a few bytes that stay.
        }
    }

    private void run(JobSpec spec, JobRecord record) {
        JobReport over;
        try {
            String failure = perform(spec);
            over =
                    failure.isEmpty()
                            ? state(spec.id(), JobState.SUCCEEDED, "done")
                            : state(spec.id(), JobState.FAILED, failure);
        } catch (IOException | RuntimeException e) {
            over = state(spec.id(), JobState.FAILED, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            // No longer wanted, or the node ends: its record says that it was interrupted.
            Thread.currentThread().interrupt();
            return;
        }
        finish(spec.id(), over, record);
    }

    private synchronized void finish(JobId id, JobReport over, JobRecord record) {
        if (!reports.containsKey(id) || closed) {
            return;
        }
        try {
            record.write(over);
            reports.put(id, over);
        } catch (IOException e) {
            reports.put(id, state(id, JobState.FAILED, "its end could not be recorded: " + e));
        }
    }

    /// Words for a failure, empty for success.
    private String perform(JobSpec spec) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + spec.timeMax().toNanos();
        Path source = spec.copyOf();
        if (source != null) {
            FolderCopy.make(source, spec.folder());
        }
        for (String command : spec.commands()) {
            String failure = perform(spec, command, deadline);
            if (!failure.isEmpty()) {
                return "'" + command + "' " + failure;
            }
        }
        return "";
    }

    private String perform(JobSpec spec, String command, long deadline)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(spec.asInstance() ? Map.of() : getenv());
        environment.putAll(Secrets.fill(spec.environment(), around.secrets()));
        ChildSpec plain =
                ChildSpec.of(spec.id().value(), spec.folder(), List.of("/bin/sh", "-c", command))
                        .environment(environment)
                        .log(around.logs().resolve(spec.id() + ".log"));
        ChildSpec child =
                spec.asInstance()
                        ? plain.runAs(around.privileges().choose(spec.folder(), environment).user())
                        : plain.unconfined();
        ChildProcess process = around.launcher().start(child);
        try {
            return outcome(process, deadline - System.nanoTime(), spec.timeMax());
        } catch (InterruptedException e) {
            process.stop(STOP_GRACE);
            throw e;
        }
    }

    private static String outcome(ChildProcess process, long nanos, Duration timeMax)
            throws InterruptedException {
        @Nullable String failure;
        try {
            Exit exit = process.exited().get(Math.max(nanos, 1), TimeUnit.NANOSECONDS);
            failure = exit.success() ? null : exit.words();
        } catch (TimeoutException _) {
            process.stop(STOP_GRACE);
            failure = "did not end within " + timeMax.toSeconds() + " s and was stopped";
        } catch (ExecutionException e) {
            failure = "could not be watched: " + e.getMessage();
        }
        if (failure == null) {
            return "";
        }
        List<String> last = process.lastLines(LAST_LINES_MAX);
        return last.isEmpty()
                ? failure
                : failure + "; its last lines:\n  " + String.join("\n  ", last);
    }

    /// Stops what runs, and waits until it is over.
    @Override
    public void close() {
        var running = new ArrayList<Thread>();
        synchronized (this) {
            closed = true;
            running.addAll(threads.values());
        }
        running.forEach(Thread::interrupt);
        try {
            for (Thread each : running) {
                each.join(STOP_GRACE.multipliedBy(2));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
