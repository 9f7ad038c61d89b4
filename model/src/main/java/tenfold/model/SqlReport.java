package tenfold.model;

import java.time.Instant;
import java.util.List;

/// What the SQL station saw. Counts are totals since it opened; `latency` covers statements since
/// the last report, from the client's last byte in to the answer's last byte out.
public record SqlReport(
        long imageVersion,
        List<ListenerReport> listeners,
        ServerId server,
        ServerState state,
        Instant since,
        String reason,
        long serverPid,
        int serverRestarts,
        int clients,
        int clientsWaiting,
        int serverConnectionsBusy,
        int serverConnectionsIdle,
        int serverConnectionsPinned,
        long statements,
        long transactions,
        long errors,
        LatencySummary latency) {
    public SqlReport {
        listeners = List.copyOf(listeners);
    }
}
