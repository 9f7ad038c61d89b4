package tenfold.control.move;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.model.EdgeReport;
import tenfold.model.RouteCacheReport;

/// Says whether the edge caches what it is to cache, and has been measured. Pure.
record CacheJudge(Move move, @Nullable EdgeReport edge, Instant now) {
    /// What is asked for first fills the cache, and says nothing of the load that stays.
    static final Duration WARM_UP = Duration.ofSeconds(4);

    static final Duration MEASURED = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    Verdict verdict(List<String> routes) {
        if (edge == null) {
            return waiting("the edge does not report", 0);
        }
        var cached =
                edge.cache().routes().stream()
                        .filter(RouteCacheReport::cached)
                        .map(RouteCacheReport::route)
                        .collect(Collectors.toSet());
        boolean off =
                move.before().cached().stream()
                        .filter(one -> !routes.contains(one))
                        .noneMatch(cached::contains);
        if (!off || !cached.containsAll(routes)) {
            return waiting("the edge has not applied it yet", 0);
        }
        long millis = Duration.between(move.legAt(), now).toMillis();
        boolean measured = millis >= WARM_UP.plus(MEASURED).toMillis();
        if (measured || routes.isEmpty() || move.course() != Move.Course.FORWARD) {
            return new Verdict.Done(move.proof());
        }
        return waiting("measuring what still reaches the application", millis);
    }

    private static Verdict waiting(String words, long millis) {
        Double share =
                millis == 0
                        ? null
                        : Double.valueOf((double) millis / WARM_UP.plus(MEASURED).toMillis());
        return new Verdict.Waiting(
                new Progress(Phase.SWITCH, words, share, words, millis), PATIENCE);
    }
}
