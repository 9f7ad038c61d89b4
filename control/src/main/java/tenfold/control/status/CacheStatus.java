package tenfold.control.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The edge's cache, as the newest report has it; rates and shares are over some seconds.
///
/// @param originPerSecond requests that reach the application, those for the cache included
public record CacheStatus(
        double requestsPerSecond,
        double originPerSecond,
        long storedAnswers,
        long storedBytes,
        long memoryBytesMax,
        long diskBytes,
        List<Route> routes) {
    /// One route. `hitShare` is the part of its requests that the cache answers, null while it is
    /// not cached or has none; `foreseenShare` is the part that a cache would answer, null while it
    /// is cached or has none.
    public record Route(
            String route,
            boolean cached,
            double requestsPerSecond,
            @Nullable Double hitShare,
            @Nullable Double foreseenShare) {}

    public CacheStatus {
        routes = List.copyOf(routes);
    }

    /// Requests of each second that a cache of the routes that have none would answer.
    public double foreseenPerSecond() {
        return routes.stream()
                .mapToDouble(one ->
                        one.foreseenShare() == null
                                ? 0
                                : one.requestsPerSecond() * one.foreseenShare())
                .sum();
    }
}
