package tenfold.model;

/// How requests of one route met the cache, in totals since the edge opened.
///
/// `hits` were answered from the cache, fresh or stale; `coalesced` by what was fetched for
/// another; `passed` are no requests for a cache, or their answers were not. `foreseen` counts the
/// requests of a route that is not `cached` which a cache would have answered.
public record RouteCacheReport(
        String route,
        boolean cached,
        long requests,
        long hits,
        long coalesced,
        long passed,
        long foreseen) {}
