package tenfold.model;

import java.util.List;

/// What the edge saw. Counts are totals since the edge opened; `latency` covers the time since the
/// last report.
public record EdgeReport(
        long imageVersion,
        List<ListenerReport> listeners,
        List<TargetReport> targets,
        long connectionsOpen,
        long requests,
        long answers2xx,
        long answers3xx,
        long answers4xx,
        long answers5xx,
        long retries,
        long bytesIn,
        long bytesOut,
        LatencySummary latency,
        CacheReport cache) {
    public EdgeReport {
        listeners = List.copyOf(listeners);
        targets = List.copyOf(targets);
    }
}
