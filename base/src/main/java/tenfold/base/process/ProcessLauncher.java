package tenfold.base.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/// Starts child processes, all from one thread that never ends while they live.
///
/// One launcher serves the whole process; see the package for what a child is and why it cannot
/// outlive us.
public final class ProcessLauncher implements AutoCloseable {
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);
    private static final Duration LEAD_PATIENCE = Duration.ofSeconds(10);
    private static final long LEAD_POLL_NANOS = Duration.ofMillis(1).dividedBy(4).toNanos();
    private static final int STARTS_WAITING_MAX = 1024;

    private final Confinement confinement;
    private final ChildRecords records;
    private final Reaper reaper;
    private final Set<ChildProcess> children = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<FutureTask<?>> starts =
            new LinkedBlockingQueue<>(STARTS_WAITING_MAX);
    private final Thread starter;
    private volatile boolean closed;
    private boolean finished;

    /// Records children in `folder`; run [Leftovers#end] on it before.
    public ProcessLauncher(Path folder) throws IOException {
        confinement = Confinement.probe();
        records = ChildRecords.create(folder);
        reaper = new Reaper(records.file());
        starter = Thread.ofPlatform().daemon().name("process-launcher").start(this::startForever);
    }

    /// Starts a child and returns when it leads its session, so that every later signal reaches all
    /// of it. Throws when it cannot be started at all; a command that does not exist is a child
    /// that ends at once, with words in its output.
    public ChildProcess start(ChildSpec spec) throws IOException, InterruptedException {
        if (closed) {
            throw new IOException("the launcher is closed");
        }
        if (!Files.isDirectory(spec.folder())) {
            throw new IOException("the folder " + spec.folder() + " does not exist");
        }
        var start = new FutureTask<>(() -> startHere(spec));
        starts.put(start);
        try {
            return start.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new IOException("cannot start " + spec.name() + ": " + cause.getMessage(), cause);
        }
    }

    /// Why a child cannot run as this user; empty when it can.
    public Optional<String> problemWith(RunAs user) {
        return confinement.problemWith(user);
    }

    /// What this machine lacks for full confinement, in words; empty when nothing.
    public Optional<String> weakness() {
        return confinement.weakness();
    }

    /// The pid of the shell that ends our children when we cannot.
    public long reaperPid() {
        return reaper.pid();
    }

    private void startForever() {
        while (!finished) {
            try {
                starts.take().run();
            } catch (InterruptedException _) {
                finished = closed && children.isEmpty();
            }
        }
    }

    private ChildProcess startHere(ChildSpec spec) throws IOException {
        var builder = new ProcessBuilder(confinement.wrap(spec));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(spec.environment());
        builder.directory(spec.folder().toFile());
        builder.redirectInput(new File("/dev/null"));
        builder.redirectErrorStream(true);
        OutputPipe pipe = OutputPipe.open();
        Process process;
        try {
            process = builder.redirectOutput(pipe.writeEnd()).start();
        } catch (IOException e) {
            pipe.close();
            throw e;
        } finally {
            pipe.closeWriteEnd();
        }
        record(spec, process);
        awaitLead(spec, process);
        ChildProcess child = ChildProcess.watch(spec, process, pipe, records);
        children.add(child);
        var _ = child.exited().whenComplete((_, _) -> children.remove(child));
        return child;
    }

    /// Until it leads a session, a signal to its group would reach nobody.
    private static void awaitLead(ChildSpec spec, Process process) throws IOException {
        var session = new ProcessSession(process.pid());
        long deadline = System.nanoTime() + LEAD_PATIENCE.toNanos();
        while (process.isAlive() && !session.led()) {
            if (System.nanoTime() - deadline > 0) {
                process.destroyForcibly();
                throw new IOException(
                        "no session within " + LEAD_PATIENCE.toSeconds() + " s: " + spec.name());
            }
            LockSupport.parkNanos(LEAD_POLL_NANOS);
        }
    }

    private void record(ChildSpec spec, Process process) {
        records.add(
                new ChildRecords.Child(
                        process.pid(),
                        ProcessTable.startOf(process.pid()).orElse("-"),
                        spec.orphanSignal(),
                        spec.orphanGrace(),
                        spec.name()));
    }

    /// Stops every child that still runs, all at the same time: TERM, then KILL after five seconds.
    /// Stop those that need an order or more time before.
    @Override
    public void close() throws IOException {
        closed = true;
        List<Thread> stops = new ArrayList<>();
        for (ChildProcess child : children) {
            stops.add(Thread.ofVirtual().start(() -> stopQuietly(child)));
        }
        boolean interrupted = false;
        for (Thread stop : stops) {
            interrupted |= !joined(stop);
        }
        starter.interrupt();
        reaper.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        } else {
            records.delete();
        }
    }

    private static boolean joined(Thread thread) {
        try {
            thread.join();
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private static void stopQuietly(ChildProcess child) {
        try {
            child.stop(CLOSE_GRACE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
