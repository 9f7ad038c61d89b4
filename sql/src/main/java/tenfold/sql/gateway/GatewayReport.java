package tenfold.sql.gateway;

import java.util.List;
import tenfold.model.LatencySummary;
import tenfold.model.ListenerReport;
import tenfold.model.ReadsReport;
import tenfold.model.TroublesReport;

/// What the gateway sees. Counts are totals since it was made; `latency` covers the time since the
/// last report.
public record GatewayReport(
        List<ListenerReport> listeners,
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
        LatencySummary latency) {
    public GatewayReport {
        listeners = List.copyOf(listeners);
    }
}
