package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Lsn;
import tenfold.sql.client.ProtocolException;
import tenfold.sql.client.ReplicationMessage;
import tenfold.sql.client.ReplicationStream;
import tenfold.sql.client.ServerError;

/// Applies one side's changes to the other for as long as it is open, each transaction exactly
/// once.
///
/// How far it is stands in the target itself, written by the same transactions as the changes. When
/// a connection is lost it begins again there; when the sides do not fit any more it ends with
/// [#failure].
final class Follower implements AutoCloseable {
    private static final Duration SILENCE_MAX = Duration.ofSeconds(70);
    private static final Duration BARRIER_MAX = Duration.ofMinutes(2);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    private static final long STATUS_NANOS = Duration.ofSeconds(1).toNanos();

    private final Route route;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable String failure;
    private volatile @Nullable String trouble;
    private volatile Lsn applied = Lsn.ZERO;
    private volatile Lsn sourceEnd = Lsn.ZERO;
    private volatile String mark = "";
    private volatile @Nullable Barrier barrier;
    private long statusAt;

    /// Something to do when everything that was committed before a position is applied and nothing
    /// else. Until the position is known nothing more is applied at all.
    private record Barrier(
            CompletableFuture<Lsn> at, Action action, CompletableFuture<Boolean> done) {}

    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    Follower(Route route) {
        this.route = route;
        this.thread = Thread.ofVirtual().name("follow " + route.slot()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Why it has ended for good; null while it has not.
    @Nullable String failure() {
        return failure;
    }

    /// Why it does not get on just now; null when it does.
    @Nullable String trouble() {
        return trouble;
    }

    Lsn applied() {
        return applied;
    }

    /// What the source has written beyond what is applied, as far as it has said.
    long lagBytes() {
        return sourceEnd.bytesSince(applied);
    }

    /// Waits until a mark of this content has been applied, with all that was committed before it.
    /// False when patience ends first; throws when the follower has failed.
    boolean awaitMark(String content, Duration patience)
            throws InterruptedException, ReplayException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!mark.equals(content) && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        String failed = failure;
        if (failed != null) {
            throw new ReplayException(failed);
        }
        return mark.equals(content);
    }

    /// Has `action` run by the follower at the one moment when the target holds exactly what was
    /// committed before `at`. The position must be one that the source's log reaches only after
    /// this call: give it as soon as it is known, since the follower waits for it.
    CompletableFuture<Boolean> when(CompletableFuture<Lsn> at, Action action) {
        var asked = new Barrier(at, action, new CompletableFuture<>());
        barrier = asked;
        return asked.done();
    }

    private void run() {
        while (!closed && failure == null) {
            try {
                follow();
            } catch (ReplayException | ProtocolException e) {
                fail(String.valueOf(e.getMessage()));
            } catch (ServerError e) {
                if (heals(e.sqlState())) {
                    retry(e);
                } else {
                    fail("%s cannot follow: %s".formatted(route.target().place(), e.getMessage()));
                }
            } catch (IOException e) {
                retry(e);
            } catch (RuntimeException e) {
                fail("a defect of the follower: " + e);
            }
        }
    }

    /// Lost connections, shutdowns, full disks, deadlocks, and a slot whose last user has not ended
    /// yet go away by themselves or by somebody's work.
    static boolean heals(String sqlState) {
        return sqlState.startsWith("08")
                || sqlState.startsWith("57")
                || sqlState.startsWith("53")
                || sqlState.startsWith("40")
                || sqlState.startsWith("58")
                || sqlState.equals("55006")
                || sqlState.equals("55P03");
    }

    private void retry(IOException cause) {
        trouble = String.valueOf(cause.getMessage());
        try {
            if (!closed) {
                Thread.sleep(RETRY_PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void fail(String why) {
        lock.lock();
        try {
            if (!closed) {
                failure = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Barrier waiting = barrier;
        if (waiting != null) {
            waiting.done().completeExceptionally(new ReplayException(why));
        }
    }

    private void follow() throws IOException {
        try (Connection target = route.openTarget();
                var applier = Applier.open(target, route.slot());
                Connection source = route.openReplication()) {
            applied = Lsn.max(applied, applier.recorded());
            String command =
                    "START_REPLICATION SLOT \"%s\" LOGICAL %s (proto_version '1', publication_names '%s', messages 'true')"
                            .formatted(route.slot(), applier.recorded(), route.publication());
            try (ReplicationStream stream = source.replicate(command, SILENCE_MAX)) {
                trouble = null;
                while (!closed) {
                    step(stream, applier);
                }
                applier.flush();
            }
        }
    }

    private void step(ReplicationStream stream, Applier applier) throws IOException {
        ReplicationMessage message = stream.receive();
        switch (message) {
            case null -> throw new IOException("the source ended the stream");
            case ReplicationMessage.Keepalive(Lsn end, boolean wanted) -> {
                sourceEnd = Lsn.max(sourceEnd, end);
                if (applier.idle()) {
                    applied = Lsn.max(applied, end);
                }
                passBarrier(applier, end);
                if (wanted) {
                    statusAt = 0;
                }
            }
            case ReplicationMessage.WalData data -> {
                sourceEnd = Lsn.max(sourceEnd, data.end());
                Change change = PgOutput.read(data.data());
                if (change instanceof Change.Begin(Lsn commit)) {
                    passBarrier(applier, commit);
                }
                applier.take(change);
            }
        }
        if (!stream.more() || applier.full()) {
            applied = Lsn.max(applied, applier.flush());
            publish(applier.mark());
        }
        status(stream);
    }

    /// `next` is the position of what comes next: if it is not before the barrier, all that is
    /// before the barrier has been taken.
    private void passBarrier(Applier applier, Lsn next) throws IOException {
        Barrier waiting = barrier;
        if (waiting == null || applier.inTransaction()) {
            return;
        }
        Lsn at = position(waiting);
        if (at == null || next.isBefore(at)) {
            return;
        }
        applied = Lsn.max(applied, applier.flush());
        publish(applier.mark());
        barrier = null;
        try {
            waiting.action().run();
            waiting.done().complete(true);
        } catch (IOException e) {
            waiting.done().completeExceptionally(e);
        }
    }

    /// Null when there will be none.
    private @Nullable Lsn position(Barrier waiting) throws IOException {
        try {
            return waiting.at().get(BARRIER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("the follower was ended");
        } catch (ExecutionException | TimeoutException e) {
            barrier = null;
            waiting.done().completeExceptionally(e);
            return null;
        }
    }

    private void publish(String latest) {
        if (latest.equals(mark)) {
            return;
        }
        lock.lock();
        try {
            mark = latest;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void status(ReplicationStream stream) throws IOException {
        long now = System.nanoTime();
        if (statusAt == 0 || now - statusAt > STATUS_NANOS) {
            statusAt = now;
            stream.status(applied, applied, applied);
        }
    }

    /// Ends it where it is; what it has not applied stays in the slot.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
