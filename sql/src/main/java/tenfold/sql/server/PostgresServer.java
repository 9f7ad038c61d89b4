package tenfold.sql.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.Exit;
import tenfold.base.process.Signal;
import tenfold.model.ServerState;

/// One PostgreSQL server, kept running until [#close].
///
/// ```
/// PREPARING -> STARTING -> RUNNING -> (ends unasked) RECOVERING -> RUNNING ...
///     any of them -> FAILED: somebody must do something first
///     any of them -> STOPPED: closed
/// ```
public final class PostgresServer implements AutoCloseable {
    /// The superuser; its password is the secret `administrator` of the image.
    public static final String SUPERUSER = "postgres";

    /// The port in the socket's name; nothing listens on it.
    public static final int PORT = Places.PORT;

    private static final Set<ServerState> SETTLED =
            EnumSet.of(ServerState.RUNNING, ServerState.FAILED, ServerState.STOPPED);
    private static final int FIRST_STARTS_MAX = 3;
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();
    private static final long POLL_NANOS_MAX = Duration.ofMillis(100).toNanos();
    private static final Duration QUIT_GRACE = Duration.ofSeconds(5);

    private final ServerSpec server;
    private final PostgresConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ServerStatus status;
    private boolean stopping;
    private @Nullable ChildProcess child;
    private @Nullable Thread thread;

    public PostgresServer(ServerSpec server, PostgresConfig config) {
        this.server = server;
        this.config = config;
        this.status =
                new ServerStatus(
                        server.id(), ServerState.PREPARING, Instant.now(), "not yet started", 0, 0);
    }

    /// Begins to prepare and start it; returns at once.
    public void start() {
        lock.lock();
        try {
            if (thread == null && !stopping) {
                thread = Thread.ofVirtual().name("server " + server.id()).start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    public ServerStatus status() {
        lock.lock();
        try {
            return status;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until it is running, failed or stopped, or patience ends; returns what it is then.
    public ServerStatus awaitSettled(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!SETTLED.contains(status.state()) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return status;
        } finally {
            lock.unlock();
        }
    }

    /// The unix socket that clients connect to while it runs.
    public Path socket() {
        return Places.socketIn(server.socketFolder());
    }

    /// The superuser's password, read anew each time.
    public String administratorPassword() {
        return config.secrets().apply(server.administrator());
    }

    private void run() {
        try {
            Prepared prepared = prepare();
            keepRunning(prepared);
        } catch (IOException | RuntimeException | LinkageError e) {
            String words = e instanceof PostgresException ? e.getMessage() : null;
            change(ServerState.FAILED, words == null ? e.toString() : words, 0, 0);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private record Prepared(DataFolder folder, PostgresTools tools) {}

    private Prepared prepare() throws IOException, InterruptedException {
        change(ServerState.PREPARING, "preparing programs and data", 0, 0);
        ServerUser user = ServerUser.find(config.launcher(), config.progress());
        PostgresBinaries binaries = PostgresBinaries.unpacked(config.binaries(), config.progress());
        if (binaries.problemFor(user).isPresent()) {
            throw new PostgresException(binaries.problemFor(user).get());
        }
        var tools = new PostgresTools(config.launcher(), binaries, user);
        Places places = Places.of(server, user, config.shared(), config.progress());
        var folder = new DataFolder(places.data(), places.sockets(), tools);
        if (!folder.initialized()) {
            folder.initialize(administratorPassword(), config.progress());
        }
        folder.checkVersion();
        folder.checkUnused();
        folder.writeSettings(server, places.sockets());
        new Roles(server, config.secrets(), folder, tools, places.sockets()).make();
        return new Prepared(folder, tools);
    }

    private void keepRunning(Prepared prepared) throws IOException, InterruptedException {
        RestartPauses pauses = RestartPauses.NONE;
        boolean ranBefore = false;
        String reason = "starting";
        for (int starts = 0; !stopping(); starts++) {
            long before = System.nanoTime();
            ChildProcess started = launch(prepared, starts, reason, ranBefore);
            boolean ready = awaitReady(prepared, started);
            ranBefore |= ready;
            if (ready) {
                long millis = (System.nanoTime() - before) / 1_000_000;
                String how = starts == 0 ? "started" : "recovered (" + reason + ")";
                change(ServerState.RUNNING, how + " in " + millis + " ms", started.pid(), starts);
            }
            Exit exit = started.exited().join();
            if (stopping()) {
                return;
            }
            Diagnosis diagnosis = Diagnosis.of(exit, started.lastLines(20));
            reason = diagnosis.words();
            boolean hopeless = !ranBefore && starts + 1 >= FIRST_STARTS_MAX;
            if (!diagnosis.heals() || hopeless) {
                change(ServerState.FAILED, reason, 0, starts);
                return;
            }
            pauses = pauses.afterCrash(Instant.now());
            change(
                    ranBefore ? ServerState.RECOVERING : ServerState.STARTING,
                    reason,
                    0,
                    starts + 1);
            endStragglers(prepared);
            pause(pauses.pause());
        }
    }

    private ChildProcess launch(Prepared prepared, int starts, String reason, boolean ranBefore)
            throws IOException, InterruptedException {
        ChildProcess started =
                prepared.tools()
                        .startServer(server.id().value(), prepared.folder().path(), config.log());
        boolean stop;
        lock.lock();
        try {
            child = started;
            stop = stopping;
        } finally {
            lock.unlock();
        }
        if (stop) {
            started.signalLeader(Signal.INT); // close() came before it could see this child
        }
        change(
                ranBefore ? ServerState.RECOVERING : ServerState.STARTING,
                reason,
                started.pid(),
                starts);
        return started;
    }

    /// Polls its own mark of readiness; false when it ended before.
    private static boolean awaitReady(Prepared prepared, ChildProcess started) throws IOException {
        long pause = POLL_NANOS;
        while (started.alive()) {
            var file = PostmasterFile.read(prepared.folder().path());
            if (file.isPresent() && file.get().pid() == started.pid() && file.get().ready()) {
                return true;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause + POLL_NANOS / 10, POLL_NANOS_MAX);
        }
        return false;
    }

    /// Backends notice the end of their server when they next wait; a busy one would block its
    /// successor until then.
    private static void endStragglers(Prepared prepared) {
        ProcessHandle.allProcesses()
                .filter(process -> prepared.tools().backendOf(process, prepared.folder().path()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private void pause(Duration pause) throws InterruptedException {
        long left = pause.toNanos();
        lock.lockInterruptibly();
        try {
            while (!stopping && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean stopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private void change(ServerState state, String reason, long pid, int restarts) {
        ServerStatus next =
                new ServerStatus(server.id(), state, Instant.now(), reason, pid, restarts);
        lock.lock();
        try {
            status = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        config.listener().changed(next);
    }

    /// Stops it: a fast shutdown, an immediate one when that takes longer than its grace, then
    /// KILL. Nothing acknowledged is lost by any of them.
    @Override
    public void close() {
        ChildProcess running;
        Thread keeper;
        int restarts;
        lock.lock();
        try {
            if (stopping) {
                return;
            }
            stopping = true;
            changed.signalAll();
            running = child;
            keeper = thread;
            restarts = status.restarts();
        } finally {
            lock.unlock();
        }
        try {
            if (running != null && running.alive()) {
                stop(running);
            }
            if (keeper != null) {
                keeper.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        change(ServerState.STOPPED, "stopped", 0, restarts);
    }

    private void stop(ChildProcess running) throws InterruptedException {
        running.signalLeader(Signal.INT);
        if (!endsWithin(running, config.stopGrace())) {
            running.signalLeader(Signal.QUIT);
        }
        if (!endsWithin(running, QUIT_GRACE)) {
            running.stop(Signal.KILL, QUIT_GRACE);
        }
    }

    private static boolean endsWithin(ChildProcess running, Duration patience)
            throws InterruptedException {
        try {
            running.exited().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
