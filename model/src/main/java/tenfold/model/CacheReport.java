package tenfold.model;

import java.util.List;

/// How requests met the edge's cache. Counts are totals since the edge opened: each request of a
/// cached route is one of `hits` (answered from the cache), `stale` (the same, beyond freshness),
/// `coalesced` (answered by what was fetched for another), `misses` (fetched and free to be stored)
/// or `passed` (not for the cache, or its answer was not). `confirmed` counts the 304s that gave a
/// stored answer new life. `storedBytes` is what stored answers take, `aliveBytes` what all bodies
/// take: stored, coming, or still being sent. `diskBytes` is what the files of the disk tier have,
/// `diskFailures` how often an answer could not be kept there or read, `loaded` how many came from
/// it. `purges` are those of the newest wishes that were granted.
public record CacheReport(
        long hits,
        long stale,
        long misses,
        long coalesced,
        long confirmed,
        long passed,
        long purged,
        long storedAnswers,
        long storedBytes,
        long aliveBytes,
        long diskBytes,
        long diskFailures,
        long loaded,
        long hitBytes,
        List<RouteCacheReport> routes,
        List<PurgeReport> purges) {
    public static final CacheReport NONE =
            new CacheReport(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), List.of());

    public CacheReport {
        routes = List.copyOf(routes);
        purges = List.copyOf(purges);
    }
}
