package tenfold.control.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.LocalPlace;
import tenfold.model.ReadsReport;
import tenfold.model.ServerId;
import tenfold.model.ServerReport;
import tenfold.model.SqlReport;
import tenfold.model.SwitchReport;

/// The database servers as wanted and as reported.
///
/// @param durability when a commit is acknowledged: `SINGLE`, `STRICT` or `AVAILABLE`
/// @param held why statements are held; null when they are not
/// @param reads where reads went that could leave the primary; totals
/// @param switches the last changes of the primary, the newest last
public record ClusterStatus(
        long epoch,
        @Nullable String primary,
        String protection,
        String durability,
        boolean automaticFailover,
        @Nullable String held,
        List<Server> servers,
        ReadsReport reads,
        List<SwitchReport> switches) {
    /// One server; `role` is what it is for, `part` what it does now.
    ///
    /// @param place its folder, or its address when it is not ours
    /// @param buffersMib its own memory for data; 0 when it is not ours
    public record Server(
            String id,
            String zone,
            String role,
            String part,
            String state,
            Instant since,
            String reason,
            long pid,
            int restarts,
            boolean serving,
            boolean synchronous,
            long lagBytes,
            long lagMillis,
            long copiedBytes,
            long totalBytes,
            String place,
            int buffersMib) {}

    static ClusterStatus of(DatabaseCluster wanted, SqlReport sql, Instant start) {
        ClusterReport seen = sql.cluster();
        var servers = new ArrayList<Server>();
        for (DatabaseServer server : wanted.servers()) {
            servers.add(
                    seen.servers().stream()
                            .filter(one -> one.id().equals(server.id()))
                            .findFirst()
                            .map(one -> server(one, server))
                            .orElseGet(() -> awaited(server, start)));
        }
        for (ServerReport server : seen.servers()) {
            if (wanted.server(server.id()).isEmpty()) {
                servers.add(server(server, null));
            }
        }
        ServerId primary = seen.primary();
        return new ClusterStatus(
                seen.epoch(),
                primary == null ? null : primary.value(),
                seen.protection().name(),
                wanted.durability().name(),
                wanted.automaticFailover(),
                seen.held(),
                servers,
                sql.reads(),
                seen.switches());
    }

    private static Server server(ServerReport seen, @Nullable DatabaseServer wanted) {
        return new Server(
                seen.id().value(),
                seen.zone().value(),
                wanted == null ? "LEAVING" : wanted.role().name(),
                seen.part().name(),
                seen.state().name(),
                seen.since(),
                seen.reason(),
                seen.pid(),
                seen.restarts(),
                seen.serving(),
                seen.synchronous(),
                seen.lagBytes(),
                seen.lagMillis(),
                seen.copiedBytes(),
                seen.totalBytes(),
                wanted == null ? "" : place(wanted),
                wanted == null ? 0 : buffers(wanted));
    }

    private static Server awaited(DatabaseServer wanted, Instant start) {
        return new Server(
                wanted.id().value(),
                wanted.zone().value(),
                wanted.role().name(),
                "JOINING",
                "WAITING",
                start,
                "the node has not reported it yet",
                0,
                0,
                false,
                false,
                0,
                0,
                0,
                0,
                place(wanted),
                buffers(wanted));
    }

    private static String place(DatabaseServer server) {
        LocalPlace local = server.local();
        if (local != null) {
            return local.dataFolder().toString();
        }
        var external = java.util.Objects.requireNonNull(server.external());
        return external.host() + ":" + external.port() + "/" + external.database();
    }

    private static int buffers(DatabaseServer server) {
        return server.local() == null ? 0 : server.local().memory().sharedBuffersMib();
    }
}
