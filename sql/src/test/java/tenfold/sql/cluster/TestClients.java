package tenfold.sql.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tenfold.model.ServerId;
import tenfold.sql.client.ClientLimits;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Place;
import tenfold.sql.client.ServerError;
import tenfold.sql.gateway.Reach;
import tenfold.sql.gateway.Serving;
import tenfold.sql.gateway.Upstream;
import tenfold.sql.login.Credentials;

/// Writers that obey the cluster as the gateway does: each goes to the primary that is served, and
/// waits while there is none or they are quiesced. They remember what was acknowledged.
final class TestClients implements Clients {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Thread> writers = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, ServerId> primaries = new HashMap<>();
    final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    final AtomicLong errors = new AtomicLong();
    private @Nullable Serving serving;
    private boolean quiet;
    private int running;
    private volatile boolean closed;
    private volatile long lastAcknowledged = System.nanoTime();
    private volatile long longestGap;

    @Override
    public void serve(Serving now) {
        lock.lock();
        try {
            Serving before = serving;
            if (before != null && now.epoch() < before.epoch()) {
                throw new AssertionError("epoch " + now.epoch() + " after " + before.epoch());
            }
            Upstream primary = now.primary();
            if (primary != null) {
                ServerId other = primaries.putIfAbsent(now.epoch(), primary.id());
                if (other != null && !other.equals(primary.id())) {
                    throw new AssertionError("two primaries in epoch " + now.epoch());
                }
                quiet &= before != null && before.epoch() == now.epoch();
            }
            serving = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<Quiet> quiesce(Duration patience) {
        return CompletableFuture.supplyAsync(this::awaitQuiet);
    }

    private Quiet awaitQuiet() {
        lock.lock();
        try {
            quiet = true;
            while (running > 0) {
                changed.awaitUninterruptibly();
            }
            return new Quiet(writers.size(), 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<Void> freeze(Duration patience) {
        return quiesce(patience).thenAccept(_ -> {});
    }

    @Override
    public void resume() {
        lock.lock();
        try {
            quiet = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Nullable Serving serving() {
        lock.lock();
        try {
            return serving;
        } finally {
            lock.unlock();
        }
    }

    @Nullable ServerId primary() {
        Serving now = serving();
        Upstream primary = now == null ? null : now.primary();
        return primary == null ? null : primary.id();
    }

    /// The longest time without an acknowledged write since the last call, in milliseconds.
    long longestGapMillis() {
        long gap = Math.max(longestGap, System.nanoTime() - lastAcknowledged);
        longestGap = 0;
        lastAcknowledged = System.nanoTime();
        return gap / 1_000_000;
    }

    static Connection connect(Upstream upstream) throws IOException {
        if (!(upstream.reach() instanceof Reach.Socket socket)
                || !(upstream.administrator() instanceof Credentials.Password)) {
            throw new IOException("not a server of ours");
        }
        var endpoint =
                new Endpoint(
                        new Place.UnixSocket(socket.path()),
                        "forum",
                        upstream.administratorUser(),
                        upstream.administrator());
        return Connection.open(endpoint, Map.of(), ClientLimits.DEFAULT);
    }

    void write(int threads) throws IOException {
        Upstream primary = awaitPrimary();
        try (Connection connection = connect(primary)) {
            var _ =
                    connection.query(
                            "CREATE TABLE IF NOT EXISTS acked (id bigint PRIMARY KEY)", PATIENCE);
        }
        lastAcknowledged = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            writers.add(Thread.ofPlatform().daemon().name("writer " + i).start(this::writeOn));
        }
    }

    private Upstream awaitPrimary() {
        lock.lock();
        try {
            while (true) {
                Upstream primary = serving == null ? null : serving.primary();
                if (!quiet && primary != null) {
                    return primary;
                }
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeOn() {
        while (!closed) {
            Upstream primary = awaitPrimary();
            try (Connection connection = connect(primary)) {
                while (!closed && primary.equals(enter())) {
                    writeOne(connection);
                }
            } catch (ServerError e) {
                errors.incrementAndGet(); // whether it was done is unknown
            } catch (IOException e) {
                errors.incrementAndGet();
            }
        }
    }

    /// The primary to which one more statement may go.
    private @Nullable Upstream enter() {
        lock.lock();
        try {
            Upstream primary = serving == null || quiet ? null : serving.primary();
            if (primary != null) {
                running++;
            }
            return primary;
        } finally {
            lock.unlock();
        }
    }

    private void writeOne(Connection connection) throws IOException {
        long id = ids.incrementAndGet();
        try {
            var _ = connection.query("INSERT INTO acked VALUES (" + id + ")", PATIENCE);
            acknowledged.add(id);
            long now = System.nanoTime();
            longestGap = Math.max(longestGap, now - lastAcknowledged);
            lastAcknowledged = now;
        } finally {
            leave();
        }
    }

    private void leave() {
        lock.lock();
        try {
            running--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the writers; those whose write never ends are left.
    void stop() throws InterruptedException {
        closed = true;
        for (Thread writer : writers) {
            var _ = writer.join(Duration.ofSeconds(5));
        }
    }
}
