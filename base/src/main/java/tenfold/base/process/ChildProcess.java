package tenfold.base.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A running or ended child, with its session and the last lines of its output.
public final class ChildProcess {
    /// What a child that ended unasked may leave running, so that it can finish.
    private static final Duration REST_GRACE = Duration.ofSeconds(1);

    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(1);
    private static final int READ_BYTES = 16 * 1024;
    private static final int READER_STACK_BYTES = 256 * 1024;

    private final ChildSpec spec;
    private final Process process;
    private final ProcessSession session;
    private final OutputPipe pipe;
    private final @Nullable OutputLog log;
    private final OutputTail tail = new OutputTail();
    private final ChildRecords records;
    private final Thread reader;
    private final CompletableFuture<Exit> exited = new CompletableFuture<>();
    private long stopDeadlineNanos;
    private boolean stopping;
    private boolean listenerFailed;

    private ChildProcess(ChildSpec spec, Process process, OutputPipe pipe, ChildRecords records) {
        this.spec = spec;
        this.process = process;
        this.session = new ProcessSession(process.pid());
        this.pipe = pipe;
        this.records = records;
        this.log =
                spec.log() == null
                        ? null
                        : new OutputLog(spec.log(), OutputLog.Limits.DEFAULT, Clock.systemUTC());
        this.reader =
                Thread.ofPlatform()
                        .daemon()
                        .name("output of " + spec.name())
                        .stackSize(READER_STACK_BYTES)
                        .unstarted(this::readOutput);
    }

    static ChildProcess watch(
            ChildSpec spec, Process process, OutputPipe pipe, ChildRecords records) {
        var child = new ChildProcess(spec, process, pipe, records);
        child.reader.start();
        Thread.ofVirtual().name("end of " + spec.name()).start(child::awaitEnd);
        return child;
    }

    public String name() {
        return spec.name();
    }

    /// Also the id of its session and process group.
    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return !exited.isDone();
    }

    /// Completes when the child has ended, its session is empty, its output read and its log
    /// written.
    public CompletableFuture<Exit> exited() {
        return exited.copy();
    }

    /// The last lines of its output, oldest first; at most [OutputTail#LINES_MAX].
    public List<String> lastLines(int count) {
        return tail.last(count);
    }

    /// The TCP ports on which it or what it started listens; empty where the machine does not tell.
    public Set<Integer> listeningPorts() {
        return ListeningPorts.of(session);
    }

    /// Lines that its log lost because the disk was full or slow.
    public long linesDropped() {
        return log == null ? 0 : log.dropped();
    }

    /// Signals the child and what it started.
    public void signal(Signal signal) {
        if (alive()) {
            session.signal(signal);
        }
    }

    /// Signals the child alone.
    public void signalLeader(Signal signal) {
        if (process.isAlive()) {
            Posix.signal(process.pid(), signal);
        }
    }

    /// Asks the child to end with TERM, kills what is left of its session after `grace`, and
    /// returns when nothing is.
    public Exit stop(Duration grace) throws InterruptedException {
        return stop(Signal.TERM, grace);
    }

    /// As [#stop(Duration)], asking with another signal.
    public Exit stop(Signal first, Duration grace) throws InterruptedException {
        synchronized (this) {
            stopping = true;
            stopDeadlineNanos = System.nanoTime() + grace.toNanos();
        }
        signal(first);
        if (!endedWithin(grace)) {
            session.kill(KILL_PATIENCE);
        }
        if (!endedWithin(KILL_PATIENCE.plus(DRAIN_PATIENCE))) {
            throw new IllegalStateException(
                    name() + " (pid " + pid() + ") survives KILL: is it waiting for a dead disk?");
        }
        return exited.join();
    }

    private boolean endedWithin(Duration patience) throws InterruptedException {
        try {
            exited.get(patience.toMillis() + 1, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void readOutput() {
        var splitter = new LineSplitter(this::onLine);
        var buffer = ByteBuffer.allocateDirect(READ_BYTES);
        try {
            while (pipe.readEnd().read(buffer) >= 0) {
                splitter.on(buffer.flip());
                buffer.clear();
            }
        } catch (IOException _) {
            onLine("(its output was cut off: somebody outside its session still held it)");
        }
        splitter.end();
    }

    private void onLine(String line) {
        tail.add(line);
        if (log != null) {
            log.add(line);
        }
        if (!listenerFailed) {
            tell(line);
        }
    }

    /// A listener's bug must not stop the reading: the child would wait on a full pipe for ever.
    private void tell(String line) {
        try {
            spec.lines().accept(line);
        } catch (RuntimeException e) {
            listenerFailed = true;
            System.getLogger(ChildProcess.class.getName())
                    .log(System.Logger.Level.ERROR, "a listener of " + name() + " failed", e);
        }
    }

    private void awaitEnd() {
        try {
            int code = process.waitFor();
            endRest();
            if (!reader.join(DRAIN_PATIENCE)) {
                closePipe();
                reader.join();
            }
            closePipe();
            if (log != null) {
                log.finish();
            }
            records.remove(pid());
            exited.complete(new Exit(code));
        } catch (InterruptedException | RuntimeException e) {
            exited.completeExceptionally(e);
        }
    }

    private void closePipe() {
        try {
            pipe.close();
        } catch (IOException e) {
            System.getLogger(ChildProcess.class.getName())
                    .log(System.Logger.Level.WARNING, "a pipe does not close", e);
        }
    }

    /// A shell may end before what it started: that gets the rest of the grace.
    private void endRest() {
        long deadline;
        synchronized (this) {
            deadline = stopping ? stopDeadlineNanos : System.nanoTime() + REST_GRACE.toNanos();
        }
        if (!session.alive()) {
            return;
        }
        session.signal(Signal.TERM);
        if (!session.endsBy(deadline)) {
            session.kill(KILL_PATIENCE);
        }
    }
}
