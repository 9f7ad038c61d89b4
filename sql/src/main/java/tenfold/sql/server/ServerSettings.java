package tenfold.sql.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tenfold.model.ServerMemory;

/// The text of the settings files that we write anew at each start.
final class ServerSettings {
    static final String FILE = "tenfold.conf";

    /// The replicator's password, for a standby to log in to its primary.
    static final String PASSWORDS = "tenfold.passwords";

    /// What stands at the end of `postgresql.conf`, so that ours win over initdb's.
    static final String INCLUDE = "\ninclude = '" + FILE + "'\n";

    private static final String REPLICATION_SILENCE = "5s";

    private ServerSettings() {}

    static String configuration(ServerSpec server, Course course, Path data, Path sockets) {
        var text = new StringBuilder("# Written by Tenfold at each start; changes are lost.\n");
        Map<String, String> all = settings(course.memory(), sockets);
        all.put("cluster_name", quoted(server.id().toString()));
        replication(all, server, course, data);
        all.forEach((name, value) -> text.append(name).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    /// A unix socket and scram-sha-256 only, for replication too.
    static String clientAuthentication() {
        return """
        # Written by Tenfold at each start; changes are lost.
        local all all scram-sha-256
        local replication all scram-sha-256
        """;
    }

    private static Map<String, String> settings(ServerMemory memory, Path sockets) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addresses", "''");
        all.put("port", String.valueOf(Places.PORT));
        all.put("unix_socket_directories", quoted(sockets.toString()));
        all.put("unix_socket_permissions", "0700");
        all.put("max_connections", String.valueOf(memory.connectionsMax()));
        all.put("password_encryption", "'scram-sha-256'");

        all.put("shared_buffers", memory.sharedBuffersMib() + "MB");
        all.put("effective_cache_size", memory.effectiveCacheMib() + "MB");
        all.put("work_mem", memory.workMib() + "MB");
        all.put("maintenance_work_mem", memory.maintenanceWorkMib() + "MB");
        all.put("random_page_cost", "1.1"); // an SSD

        // Later steps (standby, live moves, shards) need these, and each takes a restart to change.
        all.put("wal_level", "logical");
        all.put("max_wal_senders", "16");
        all.put("max_replication_slots", "16");
        all.put("max_prepared_transactions", String.valueOf(memory.connectionsMax()));
        all.put("restart_after_crash", "off");

        all.put("wal_compression", "pglz");
        all.put("max_wal_size", "2GB");
        all.put("checkpoint_timeout", "10min");

        all.put("shared_preload_libraries", "'pg_stat_statements'");
        all.put("track_io_timing", "on");
        all.put("log_destination", "'stderr'");
        all.put("logging_collector", "off");
        all.put("log_line_prefix", "'[%p] %q%u@%d '");
        all.put("log_lock_waits", "on");
        all.put("log_checkpoints", "on");
        all.put("log_timezone", "'UTC'");
        all.put("timezone", "'UTC'");
        return all;
    }

    /// Those of a primary and of a standby alike, because one may become the other.
    private static void replication(
            Map<String, String> all, ServerSpec server, Course course, Path data) {
        all.put("synchronous_standby_names", quoted(course.names()));
        all.put("hot_standby", "on");
        // Long reads on a standby are kept rather than cancelled, at the price of dead rows on the
        // primary while they last.
        all.put("hot_standby_feedback", "on");
        // A promotion waits until everything is replayed: reads may not hold that up for long.
        all.put("max_standby_streaming_delay", "2s");
        all.put("wal_receiver_status_interval", "1s");
        // A link that carries nothing any more looks like a standby until then.
        all.put("wal_sender_timeout", REPLICATION_SILENCE);
        all.put("wal_receiver_timeout", REPLICATION_SILENCE);
        all.put("wal_retrieve_retry_interval", "50ms");
        all.put("wal_keep_size", "256MB");
        all.put("max_slot_wal_keep_size", "8GB");
        Course.Source follow = course.follow();
        if (follow == null) {
            all.put("primary_conninfo", "''");
            all.put("primary_slot_name", "''");
            return;
        }
        String connection =
                "host=%s port=%d user=%s application_name=%s passfile=%s sslmode=disable connect_timeout=5"
                        .formatted(
                                word(follow.sockets()),
                                Places.PORT,
                                PostgresServer.REPLICATOR,
                                server.id(),
                                word(data.resolve(PASSWORDS)));
        all.put("primary_conninfo", quoted(connection));
        all.put("primary_slot_name", quoted(Course.slot(server.id())));
    }

    /// The replicator's password, in the form of libpq's password file.
    static String passwords(String replicator) {
        String escaped = replicator.replace("\\", "\\\\").replace(":", "\\:");
        return "*:*:*:" + PostgresServer.REPLICATOR + ":" + escaped + "\n";
    }

    /// One value in a connection string.
    private static String word(Path path) {
        return "'" + path.toString().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
