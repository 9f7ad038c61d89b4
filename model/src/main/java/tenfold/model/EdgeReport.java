package tenfold.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the edge saw. Counts are totals since the edge opened; `latency` covers the time since the
/// last report. `limitHits` says how often each limit was reached, by its name.
public record EdgeReport(
        long imageVersion,
        List<ListenerReport> listeners,
        List<RouteReport> routes,
        List<GroupReport> groups,
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
        CacheReport cache,
        Map<String, Long> limitHits) {
    public EdgeReport {
        listeners = List.copyOf(listeners);
        routes = List.copyOf(routes);
        groups = List.copyOf(groups);
        targets = List.copyOf(targets);
        limitHits = Collections.unmodifiableMap(new TreeMap<>(limitHits));
    }
}
