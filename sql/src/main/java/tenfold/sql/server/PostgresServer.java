package tenfold.sql.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.Exit;
import tenfold.base.process.Signal;
import tenfold.model.ServerState;
import tenfold.sql.client.Endpoint;

/// One PostgreSQL server. It is started when asked, and not again by itself: whether it may is for
/// somebody to decide who knows the other servers.
///
/// ```
/// PREPARING -> STARTING -> RUNNING -> (ends unasked) RECOVERING, to be started again
///     any of them -> FAILED: somebody must do something first
///     any of them -> STOPPED: stopped as asked
/// ```
public final class PostgresServer implements AutoCloseable {
    /// The superuser; its password is the secret `administrator` of the image.
    public static final String SUPERUSER = "postgres";

    /// The role with which standbys receive; its password is the secret `replicator`.
    public static final String REPLICATOR = "tenfold_replicator";

    /// The port in the socket's name; nothing listens on it.
    public static final int PORT = Places.PORT;

    private static final Set<ServerState> SETTLED =
            EnumSet.of(
                    ServerState.RUNNING,
                    ServerState.RECOVERING,
                    ServerState.FAILED,
                    ServerState.STOPPED);
    private static final int FIRST_STARTS_MAX = 3;
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();
    private static final Duration FENCE_MAX = Duration.ofSeconds(30);
    private static final Duration LAST_WORDS = Duration.ofMillis(50);
    private static final int LAST_LINES = 20;

    private final ServerSpec server;
    private final PostgresConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong copyTotal = new AtomicLong();
    private ServerStatus status;
    private boolean stopping;
    private boolean ranBefore;
    private int starts;
    private volatile long startMillis;
    private String lastEnd = "stopped";
    private @Nullable Home home;
    private @Nullable ChildProcess child;
    private @Nullable Thread thread;

    public PostgresServer(ServerSpec server, PostgresConfig config) {
        this.server = server;
        this.config = config;
        this.status = ServerStatus.notStarted(server.id());
    }

    /// Begins to prepare and start it, when it does not run; returns at once.
    public void start(Course course) {
        lock.lock();
        try {
            Thread before = thread;
            stopping = false;
            thread =
                    Thread.ofVirtual()
                            .name("server " + server.id())
                            .start(() -> run(course, before));
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

    /// Waits until it is running, or has ended, or patience ends; returns what it is then.
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

    /// Where a standby finds it.
    public Course.Source source() throws IOException {
        return new Course.Source(Places.target(server.socketFolder()));
    }

    /// The superuser's password, read anew each time.
    public String administratorPassword() {
        return config.secrets().apply(server.administrator());
    }

    /// The last lines of its output in this life.
    public List<String> lastLines(int count) {
        lock.lock();
        try {
            return child == null ? List.of() : child.lastLines(count);
        } finally {
            lock.unlock();
        }
    }

    private void run(Course course, @Nullable Thread before) {
        try {
            if (before != null) {
                before.join();
            }
            Home ready = prepare(course);
            if (!stopping()) {
                runOnce(ready);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            String words = e instanceof PostgresException ? e.getMessage() : null;
            change(ServerState.FAILED, words == null ? e.toString() : words, 0);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Finds programs, user and places, once.
    private Home places() throws IOException, InterruptedException {
        Home before = home();
        if (before != null) {
            return before;
        }
        ServerUser user = ServerUser.find(config.launcher(), config.progress());
        PostgresBinaries binaries = PostgresBinaries.unpacked(config.binaries(), config.progress());
        if (binaries.problemFor(user).isPresent()) {
            throw new PostgresException(binaries.problemFor(user).get());
        }
        var tools = new PostgresTools(config.launcher(), binaries, user);
        Places places = Places.of(server, user, config.shared(), config.progress());
        var folder = new DataFolder(places.data(), places.sockets(), tools);
        var found = new Home(folder, tools, places.sockets());
        lock.lock();
        try {
            home = found;
        } finally {
            lock.unlock();
        }
        return found;
    }

    private Home prepare(Course course) throws IOException, InterruptedException {
        change(ServerState.PREPARING, "preparing programs and data", 0);
        Home ready = places();
        DataFolder folder = ready.folder();
        if (!folder.initialized()) {
            if (course.follow() != null) {
                throw new PostgresException("a standby has no data in " + folder.path());
            }
            folder.initialize(administratorPassword(), config.progress());
        }
        folder.checkVersion();
        folder.checkUnused();
        var _ = ready.endStragglers();
        if (course.follow() != null) {
            folder.makeStandby();
        }
        write(ready, course);
        if (!folder.standby()) {
            new Roles(server, config.secrets(), folder, ready.tools(), ready.sockets()).make();
        }
        return ready;
    }

    private void write(Home ready, Course course) throws IOException {
        String replicator = config.secrets().apply(server.replicator());
        ready.folder().writeSettings(server, course, replicator, ready.sockets());
    }

    /// Writes other settings for the running server; they count after a reload.
    public void write(Course course) throws IOException {
        write(prepared(), course);
    }

    private Home prepared() {
        return Objects.requireNonNull(home(), "not prepared");
    }

    private void runOnce(Home ready) throws IOException, InterruptedException {
        long before = System.nanoTime();
        ChildProcess started = launch(ready);
        boolean running = ready.awaitReady(started);
        if (stopping()) {
            Home.stop(started, config.stopGrace()); // stop() came before it could see this child
        } else if (running) {
            startMillis = Math.max(1, (System.nanoTime() - before) / 1_000_000);
            boolean again = ranBefore;
            ranBefore = true;
            String how = again ? "recovered (" + lastEnd + ") in " : "started in ";
            change(ServerState.RUNNING, how + startMillis + " ms", started.pid());
            ProcessHandle.of(started.pid()).ifPresent(process -> process.onExit().join());
            if (!stopping() && !Home.endsWithin(started, LAST_WORDS)) {
                starts++;
                change(ServerState.RECOVERING, "its process ended", 0);
                Exit exit = started.exited().join();
                lastEnd = Diagnosis.of(exit, started.lastLines(LAST_LINES)).words();
                return;
            }
        }
        Exit exit = started.exited().join();
        if (!stopping()) {
            ended(Diagnosis.of(exit, started.lastLines(LAST_LINES)));
        }
    }

    private void ended(Diagnosis diagnosis) {
        starts++;
        boolean hopeless = !ranBefore && starts >= FIRST_STARTS_MAX;
        boolean heals = diagnosis.heals() && !hopeless;
        lastEnd = diagnosis.words();
        change(heals ? ServerState.RECOVERING : ServerState.FAILED, diagnosis.words(), 0);
    }

    private ChildProcess launch(Home ready) throws IOException, InterruptedException {
        ChildProcess started =
                ready.tools().startServer(server.id().value(), ready.folder().path(), config.log());
        lock.lock();
        try {
            child = started;
        } finally {
            lock.unlock();
        }
        change(ServerState.STARTING, ranBefore ? "starting again" : "starting", started.pid());
        return started;
    }

    private boolean stopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private void change(ServerState state, String reason, long pid) {
        ServerStatus next;
        lock.lock();
        try {
            next =
                    new ServerStatus(
                            server.id(), state, Instant.now(), reason, pid, starts, startMillis);
            status = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        config.listener().changed(next);
    }

    /// Kills it and every process that works in its data folder, and returns when none is left:
    /// from then on it writes nothing.
    public void fence() throws InterruptedException {
        ChildProcess running = beginStop();
        if (running != null && running.alive()) {
            running.signalLeader(Signal.KILL);
        }
        Home where = home();
        long deadline = System.nanoTime() + FENCE_MAX.toNanos();
        while (where != null && where.endStragglers()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        server.id() + " survives KILL: is it waiting for a dead disk?");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        joinKeeper();
        change(ServerState.STOPPED, "killed", 0);
    }

    private @Nullable Home home() {
        lock.lock();
        try {
            return home;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ChildProcess beginStop() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
            return child;
        } finally {
            lock.unlock();
        }
    }

    private void joinKeeper() throws InterruptedException {
        Thread keeper;
        lock.lock();
        try {
            keeper = thread;
        } finally {
            lock.unlock();
        }
        if (keeper != null) {
            keeper.join();
        }
    }

    /// Stops it: a fast shutdown, an immediate one when that takes longer than its grace, then
    /// KILL. Nothing acknowledged is lost by any of them. Returns where the record begins that ends
    /// its WAL; 0 when the end was not clean.
    public long stop() throws InterruptedException {
        ChildProcess running = beginStop();
        if (running != null && running.alive()) {
            Home.stop(running, config.stopGrace());
        }
        joinKeeper();
        change(ServerState.STOPPED, "stopped", 0);
        Home where = home();
        try {
            return where == null ? 0 : ControlFile.read(where.folder().path()).cleanEnd();
        } catch (IOException _) {
            return 0;
        }
    }

    /// Gives it a copy of the server at `source`, in place of what it has; it must not run. What it
    /// had is kept beside until [#forgetFormer].
    public void copy(Endpoint source) throws IOException, InterruptedException {
        copied.set(0);
        copyTotal.set(0);
        Home ready = places();
        new BaseCopy(ready.folder(), ready.tools().user(), copied, copyTotal).run(source);
    }

    /// Ends a copy that runs: it fails.
    public void giveUpCopy() {
        copied.set(BaseCopy.GIVEN_UP);
    }

    public long copiedBytes() {
        return Math.max(0, copied.get());
    }

    public long copyTotalBytes() {
        return copyTotal.get();
    }

    /// Deletes what it had before its last copy.
    public void forgetFormer() throws IOException {
        prepared().folder().forgetFormer();
    }

    /// Deletes its data for ever; it must not run.
    public void delete() throws IOException, InterruptedException {
        places().folder().delete();
    }

    @Override
    public void close() {
        try {
            var _ = stop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
