package tenfold.sql.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.model.ServerId;
import tenfold.sql.client.ClientLimits;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Result;
import tenfold.sql.client.Row;
import tenfold.sql.client.ServerError;
import tenfold.sql.server.Course;

/// What we ask of one server as its administrator.
final class Administration {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CHECKPOINT_MAX = Duration.ofMinutes(5);
    private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();
    private static final long RELOAD_MAX = Duration.ofSeconds(5).toNanos();
    private static final ClientLimits LIMITS = new ClientLimits(PATIENCE, 16 << 20, 16L << 20);

    /// Its own commits wait for nobody.
    private static final Map<String, String> STARTUP =
            Map.of("application_name", "tenfold", "synchronous_commit", "local");

    private static final String DUPLICATE = "42710";
    private static final String LOOK =
            """
            SELECT pg_is_in_recovery(),
              CASE WHEN pg_is_in_recovery() THEN 0 ELSE pg_current_wal_flush_lsn() - '0/0' END,
              coalesce(pg_last_wal_receive_lsn() - '0/0', 0),
              coalesce(pg_last_wal_replay_lsn() - '0/0', 0),
              CASE WHEN pg_is_in_recovery() THEN coalesce((SELECT received_tli
                FROM pg_stat_wal_receiver WHERE status = 'streaming'), 0)
                ELSE (pg_split_walfile_name(pg_walfile_name(pg_current_wal_insert_lsn()))).timeline_id END,
              EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'startup' AND wait_event
                IN ('RecoveryWalStream', 'RecoveryRetrieveRetryInterval'));
            SELECT application_name, flush_lsn - '0/0', sync_priority > 0
              FROM pg_stat_replication WHERE state = 'streaming' AND flush_lsn IS NOT NULL\
            """;

    private final Endpoint endpoint;

    Administration(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Connection connect() throws IOException {
        return Connection.open(endpoint, STARTUP, LIMITS);
    }

    /// One round trip.
    static View look(Connection connection, Function<String, @Nullable ServerId> known)
            throws IOException {
        List<Result> results = connection.queries(LOOK, PATIENCE);
        Row row = results.getFirst().one();
        boolean recovering = row.truth(0);
        long replayed = row.number(3);
        long received = Math.max(row.number(2), replayed);
        long timeline = row.number(4);
        boolean streaming = recovering && timeline > 0;
        Map<ServerId, View.Follower> followers = new HashMap<>();
        for (Row follower : results.get(1).rows()) {
            ServerId id = known.apply(follower.text(0));
            if (id != null) {
                followers.put(id, new View.Follower(follower.number(1), follower.truth(2)));
            }
        }
        return new View(
                recovering,
                recovering ? received : row.number(1),
                received,
                replayed,
                timeline,
                streaming,
                recovering && !streaming && row.truth(5),
                followers);
    }

    void checkpoint() throws IOException {
        try (Connection connection = connect()) {
            var _ = connection.query("CHECKPOINT", CHECKPOINT_MAX);
        }
    }

    void reload() throws IOException {
        try (Connection connection = connect()) {
            var _ = connection.query("SELECT pg_reload_conf()", PATIENCE);
        }
    }

    /// Has the written settings read, and returns the WAL position up to which commits may have
    /// been acknowledged without waiting as they say.
    ///
    /// A new session sees the new names when the postmaster has them, and has told its children.
    /// The checkpointer, which lets commits wait at all, has obeyed when it has made a checkpoint
    /// that was asked for later. A WAL sender that still releases commits for a name that is gone
    /// shows a priority, and is ended.
    long putInForce(String names) throws IOException {
        reload();
        long deadline = System.nanoTime() + RELOAD_MAX;
        while (!obeyed(names)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("synchronous_standby_names does not become " + names);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        checkpoint();
        return flushed();
    }

    private boolean obeyed(String names) throws IOException {
        try (Connection connection = connect()) {
            Row row = connection.query("SHOW synchronous_standby_names", PATIENCE).one();
            if (!row.text(0).equals(names)) {
                return false;
            }
            String strangers =
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_replication"
                            + " WHERE sync_priority > 0 AND strpos("
                            + literal(names)
                            + ", '\"' || application_name || '\"') = 0";
            return connection.query(strangers, PATIENCE).one().number(0) == 0;
        }
    }

    /// The end of the WAL on disk: every acknowledged commit is below.
    long flushed() throws IOException {
        try (Connection connection = connect()) {
            String ask = "SELECT pg_current_wal_flush_lsn() - '0/0'";
            return connection.query(ask, PATIENCE).one().number(0);
        }
    }

    /// Makes a slot for each of these, and drops all others of ours.
    void slots(Set<ServerId> followers) throws IOException {
        Set<String> wanted = followers.stream().map(Course::slot).collect(Collectors.toSet());
        try (Connection connection = connect()) {
            Result found =
                    connection.query(
                            "SELECT slot_name, active_pid, wal_status = 'lost' FROM"
                                    + " pg_replication_slots WHERE slot_type = 'physical' AND"
                                    + " slot_name LIKE 'tenfold\\_%'",
                            PATIENCE);
            for (Row row : found.rows()) {
                boolean lost = "t".equals(row.orNull(2));
                if (lost || !wanted.remove(row.text(0))) {
                    drop(connection, row);
                }
            }
            for (String name : wanted) {
                make(connection, name);
            }
        }
    }

    /// Makes a slot for a server that begins to get its copy: what it will need is kept from now
    /// on.
    void slot(ServerId follower) throws IOException {
        try (Connection connection = connect()) {
            make(connection, Course.slot(follower));
        }
    }

    private static void make(Connection connection, String name) throws IOException {
        try {
            var _ =
                    connection.query(
                            "SELECT pg_create_physical_replication_slot(%s, true)"
                                    .formatted(literal(name)),
                            PATIENCE);
        } catch (ServerError e) {
            if (!e.sqlState().equals(DUPLICATE)) {
                throw e;
            }
        }
    }

    private static void drop(Connection connection, Row row) throws IOException {
        String pid = row.orNull(1);
        if (pid != null) {
            var _ = connection.query("SELECT pg_terminate_backend(" + pid + ", 2000)", PATIENCE);
        }
        String name = literal(row.text(0));
        var _ = connection.query("SELECT pg_drop_replication_slot(" + name + ")", PATIENCE);
    }

    /// Has the written settings read and begins to promote; a look will tell when it is done. The
    /// postmaster reads the settings before it hears of the promotion.
    void promote() throws IOException {
        try (Connection connection = connect()) {
            var _ =
                    connection.query(
                            "SELECT pg_reload_conf(), pg_promote(wait => false)", PATIENCE);
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
