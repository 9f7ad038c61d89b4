package tenfold.sql.gateway;

import java.util.List;
import tenfold.model.LatencySummary;
import tenfold.model.ListenerReport;

/// What the gateway sees. Counts are totals since it was made; `latency` covers the time since the
/// last report.
///
/// @param cancelsWithheld cancel requests that would have hit a commit
/// @param unitsRepeated ran again after their server was lost
/// @param unitsToRetry were told that nothing of them was committed (40001)
/// @param unitsUnknown were told that their outcome is unknown (08007)
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
        long cancels,
        long cancelsWithheld,
        long waitTimeouts,
        long brokenServers,
        long unitsRepeated,
        long unitsToRetry,
        long unitsUnknown,
        long loginsRefused,
        LatencySummary latency) {
    public GatewayReport {
        listeners = List.copyOf(listeners);
    }
}
