package tenfold.control.grow;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tenfold.control.move.Leg;
import tenfold.control.move.Step;
import tenfold.control.status.CacheStatus;

/// Plans to turn the edge's cache on, for the routes that it was seen to help.
record CachePlanner(Situation now) {
    /// A route of whose requests less would be hits stays as it is.
    private static final double SHARE_MIN = 0.02;

    StepPlan plan(Arguments arguments) throws GrowthRefused {
        arguments.allow(Set.of("route"));
        Optional<String> named = arguments.find("route");
        List<String> open = open();
        if (named.isPresent() && !open.contains(named.get())) {
            throw GrowthRefused.argument(
                    "'%s' is no route that is not cached and about which the manifest says nothing;"
                                    .formatted(named.get())
                            + " there are: "
                            + (open.isEmpty() ? "none" : String.join(", ", open)));
        }
        List<CacheStatus.Route> seen = seen(open);
        List<String> chosen =
                named.isPresent()
                        ? List.of(named.get())
                        : seen.stream()
                                .filter(one -> share(one) >= SHARE_MIN)
                                .map(CacheStatus.Route::route)
                                .toList();
        var all = new TreeSet<>(now.tier().cached());
        all.addAll(chosen);
        return new StepPlan(
                Step.CACHE,
                "cache" + named.map(one -> " --route " + one).orElse(""),
                chosen.isEmpty() ? List.of() : List.of(new Leg.Cache(List.copyOf(all), expected())),
                List.of(Guard.of("something to do", !chosen.isEmpty(), words(chosen, seen))),
                effect(),
                "Up to %d MB of memory outside the heap for answers."
                        .formatted(now.topology().serving().manifest().edge().cache().memoryMib()),
                Planner.UNDO,
                now.tier().lastServer(),
                0,
                null);
    }

    /// Routes that growth may decide about, and has not.
    List<String> open() {
        return now.topology().serving().manifest().routes().stream()
                .filter(now.topology()::openToCache)
                .map(one -> one.name().value())
                .filter(name -> !now.tier().caches(name))
                .distinct()
                .toList();
    }

    private List<CacheStatus.Route> seen(List<String> open) {
        CacheStatus cache = now.cache();
        return cache == null
                ? List.of()
                : cache.routes().stream().filter(one -> open.contains(one.route())).toList();
    }

    private static double share(CacheStatus.Route route) {
        Double share = route.foreseenShare();
        return share == null ? 0 : share;
    }

    private static String words(List<String> chosen, List<CacheStatus.Route> seen) {
        if (seen.isEmpty() && chosen.isEmpty()) {
            return "there is no route that is not cached and about which the manifest says nothing";
        }
        String of =
                String.join(
                        ", ",
                        seen.stream()
                                .map(one ->
                                        String.format(
                                                Locale.ROOT,
                                                "%.0f %% of %.0f requests/s on %s",
                                                share(one) * 100,
                                                one.requestsPerSecond(),
                                                one.route()))
                                .toList());
        return chosen.isEmpty()
                ? "a cache would answer " + of + ": nothing to win, as far as was seen"
                : "a cache would answer " + of;
    }

    /// The part of all requests that reaches the application when those that a cache would answer
    /// do not.
    private @Nullable Double expected() {
        CacheStatus cache = now.cache();
        if (cache == null || cache.requestsPerSecond() <= 0) {
            return null;
        }
        double origin = cache.originPerSecond() - cache.foreseenPerSecond();
        return Math.clamp(origin / cache.requestsPerSecond(), 0, 1);
    }

    private String effect() {
        Double share = expected();
        CacheStatus cache = now.cache();
        String load =
                share == null || cache == null
                        ? "How much that takes from the application is measured then."
                        : String.format(
                                Locale.ROOT,
                                "The application should get about %.0f of now %.0f requests/s.",
                                share * cache.requestsPerSecond(),
                                cache.originPerSecond());
        return "The edge answers from memory what the application's own headers say is for all, and"
                + " nothing that is private, sets a cookie or needed credentials. "
                + load;
    }
}
