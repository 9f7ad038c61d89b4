package tenfold.sql.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tenfold.model.ServerMemory;

/// The text of the settings files that we write anew at each start.
final class ServerSettings {
    static final String FILE = "tenfold.conf";

    /// What stands at the end of `postgresql.conf`, so that ours win over initdb's.
    static final String INCLUDE = "\ninclude = '" + FILE + "'\n";

    private ServerSettings() {}

    static String configuration(ServerMemory memory, Path sockets) {
        var text = new StringBuilder("# Written by Tenfold at each start; changes are lost.\n");
        settings(memory, sockets)
                .forEach((name, value) ->
                        text.append(name).append(" = ").append(value).append('\n'));
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

    static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
