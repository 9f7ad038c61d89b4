package tenfold.sql.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tenfold.model.ReadPolicy;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Row;
import tenfold.sql.route.Floors;
import tenfold.sql.route.Lag;
import tenfold.sql.route.ReadRouter;
import tenfold.sql.route.Replica;
import tenfold.sql.route.Route;

/// What all loops share to spread reads: which replicas take reads and how far they are, up to
/// where they must be, and what the databases define. Without replicas nothing of it is used.
final class Routing implements AutoCloseable {
    /// What is on disk, and what is written at all.
    private static final String PRIMARY_POSITION =
            "SELECT pg_current_wal_flush_lsn(), pg_current_wal_insert_lsn()";

    private static final String REPLICA_POSITION = "SELECT pg_last_wal_replay_lsn()";

    /// Brings what is written to disk, and so to the replicas: a commit of its own that waits for
    /// no standby.
    private static final String FLUSH =
            "SELECT set_config('synchronous_commit', 'local', true),"
                    + " pg_logical_emit_message(true, 'tenfold', '')";

    private static final long STAYS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Shared shared;
    private final Floors floors = new Floors();
    private final ReadRouter router = new ReadRouter(floors);
    private final Map<String, Definitions> definitions = new ConcurrentHashMap<>();
    private final Map<Watch, Replica> watches = new ConcurrentHashMap<>();
    private final Lag lag = new Lag();
    private volatile List<Replica> replicas = List.of();
    private volatile ReadPolicy policy = ReadPolicy.DEFAULT;
    private volatile boolean active;
    private volatile @Nullable Watch primary;

    /// An acknowledged commit is on disk, so that a replica need not wait for what others are
    /// writing just now; unless a session may have `synchronous_commit` off.
    private volatile boolean lateCommits;

    private long epoch = -1;

    Routing(Shared shared) {
        this.shared = shared;
    }

    Floors floors() {
        return floors;
    }

    ReadRouter router() {
        return router;
    }

    /// Whether there is anything to choose from: only then statements are looked at.
    boolean isActive() {
        return active;
    }

    /// Those that can be asked; not all may be in rotation.
    List<Replica> replicas() {
        return replicas;
    }

    ReadPolicy policy() {
        return policy;
    }

    void policy(ReadPolicy now) {
        policy = now;
    }

    /// From now on commits may be acknowledged before they are on disk.
    void commitsMayComeLate() {
        lateCommits = true;
    }

    /// What is known of `database`'s definitions.
    Definitions definitions(String database) {
        return definitions.computeIfAbsent(database, name -> new Definitions(this, name));
    }

    /// Where definitions are read; null while nobody is the primary.
    @Nullable Upstream primary() {
        Watch watch = primary;
        return watch == null ? null : watch.server();
    }

    // ---- servers

    synchronized void serve(Serving now) {
        boolean another = now.epoch() != epoch || !isSame(now.primary(), primary());
        boolean use = now.primary() != null && !now.replicas().isEmpty();
        if (another || !use) {
            closePrimary();
        }
        epoch = now.epoch();
        for (Watch each : List.copyOf(watches.keySet())) {
            if (!use || another || !now.replicas().contains(each.server())) {
                watches.remove(each);
                each.close();
            }
        }
        if (use) {
            begin(now);
        }
        publish();
        active = use;
        moved();
    }

    private static boolean isSame(@Nullable Upstream one, @Nullable Upstream other) {
        return one != null && one.equals(other);
    }

    /// What was written without being looked at, and what an earlier primary may have had, counts
    /// as written now.
    private void begin(Serving now) {
        if (primary == null && now.primary() != null) {
            lag.clear();
            floors.wroteAll();
            definitions.values().forEach(Definitions::changed);
            var watch = new Watch(now.primary(), new PrimaryPoll());
            primary = watch;
            watch.start();
        }
        for (Upstream each : now.replicas()) {
            if (watches.keySet().stream().noneMatch(watch -> watch.server().equals(each))) {
                var poll = new ReplicaPoll();
                var watch = new Watch(each, poll);
                poll.watch = watch;
                watches.put(watch, new Replica(each.id()));
                watch.start();
            }
        }
    }

    private void closePrimary() {
        Watch old = primary;
        primary = null;
        if (old != null) {
            old.close();
        }
    }

    private void publish() {
        replicas = List.copyOf(watches.values());
    }

    // ---- positions

    /// Asks for what a route waits for.
    void want(Route.Wait wait) {
        Watch asked = primary;
        if (wait.forPrimary() && asked != null) {
            asked.want();
        } else {
            watches.keySet().forEach(Watch::want);
        }
    }

    /// Something is known that reads may wait for.
    private void moved() {
        for (Loop each : shared.loops()) {
            if (each.awaitedReads() > 0) {
                each.executor().execute(each::recheckReads);
            }
        }
    }

    /// Beyond what is on disk no replica gets. A commit that was acknowledged before is there
    /// within a second, but what came after it, such as a read's clean-up of a page, may stay
    /// behind for many; so when a position with both in it is asked for, what stays is brought
    /// there.
    private final class PrimaryPoll implements Watch.Poll {
        private long onDisk;
        private long onDiskSince;

        @Override
        public void ask(Connection connection) throws IOException {
            long number = floors.startPoll();
            Row row = connection.query(PRIMARY_POSITION, Watch.PATIENCE).one();
            long flushed = row.lsn(0).value();
            long written = row.lsn(1).value();
            long now = System.nanoTime();
            lag.written(now, flushed);
            floors.answer(number, lateCommits ? written : flushed);
            if (flushed != onDisk) {
                onDisk = flushed;
                onDiskSince = now;
            } else if (lateCommits && written > flushed && now - onDiskSince > STAYS_NANOS) {
                connection.query(FLUSH, Watch.PATIENCE);
            }
            moved();
        }

        @Override
        public void lost() {
            // Whoever waits for it goes to the primary in time.
        }
    }

    private final class ReplicaPoll implements Watch.Poll {
        private @Nullable Watch watch;

        @Override
        public void ask(Connection connection) throws IOException {
            Row row = connection.query(REPLICA_POSITION, Watch.PATIENCE).one();
            Replica replica = watch == null ? null : watches.get(watch);
            String position = row.orNull(0);
            if (replica == null || position == null) {
                return;
            }
            long replayed = row.lsn(0).value();
            replica.replayed(replayed);
            replica.rotation(lag.nanos(System.nanoTime(), replayed) <= policy.lagMax().toNanos());
            moved();
        }

        /// When it is back it may be where it was before: as another replica.
        @Override
        public void lost() {
            synchronized (Routing.this) {
                Watch own = watch;
                Replica old = own == null ? null : watches.get(own);
                if (own != null && old != null) {
                    old.rotation(false);
                    watches.put(own, new Replica(old.id()));
                    publish();
                }
            }
            moved();
        }
    }

    @Override
    public synchronized void close() {
        active = false;
        closePrimary();
        new ArrayList<>(watches.keySet()).forEach(Watch::close);
        watches.clear();
        publish();
    }
}
