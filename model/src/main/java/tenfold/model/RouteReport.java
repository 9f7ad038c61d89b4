package tenfold.model;

/// How requests of one route were answered. Counts are totals since the edge opened, and survive
/// changes of the route as long as its name stays; `latency` covers the time since the last report.
///
/// `refused` are those answered 503 because a limit of the service was reached (circuit,
/// concurrency), all of them also in `answers5xx`.
public record RouteReport(
        RouteName name,
        long requests,
        long answers2xx,
        long answers3xx,
        long answers4xx,
        long answers5xx,
        long retries,
        long refused,
        long bytesIn,
        long bytesOut,
        LatencySummary latency) {}
