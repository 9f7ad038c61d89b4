package tenfold.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the SQL station saw. Counts are totals since it opened; `latency` covers statements since
/// the last report, from the client's last byte in to the answer's last byte out.
///
/// @param problem what keeps the gateway from serving as the image says; null when nothing does
public record SqlReport(
        long imageVersion,
        List<ListenerReport> listeners,
        ClusterReport cluster,
        @Nullable String problem,
        int clients,
        int clientsWaiting,
        int serverConnectionsBusy,
        int serverConnectionsIdle,
        int serverConnectionsPinned,
        long statements,
        long transactions,
        long errors,
        TroublesReport troubles,
        ReadsReport reads,
        LoadReport load,
        LatencySummary latency) {
    public SqlReport {
        listeners = List.copyOf(listeners);
    }
}
