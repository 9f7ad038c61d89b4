package tenfold.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// What the edge is to serve: where it listens, which requests go to which targets, and what holds
/// for all routes.
///
/// @param zone the edge's own; targets of it are preferred. Null for none
public record EdgeImage(
        List<Listener> listeners,
        List<Route> routes,
        List<TargetGroup> groups,
        @Nullable Zone zone,
        CacheTier cache,
        Shield shield) {
    public static final int ROUTES_MAX = 500;

    public EdgeImage {
        listeners = List.copyOf(listeners);
        routes = List.copyOf(routes);
        groups = List.copyOf(groups);
        Check.that(!listeners.isEmpty(), "the edge needs at least one listener");
        Check.that(routes.size() <= ROUTES_MAX, "more than %d routes", ROUTES_MAX);
        var names = routes.stream().map(Route::name).collect(Collectors.toSet());
        Check.that(names.size() == routes.size(), "two routes have the same name");
        var known = groups.stream().map(TargetGroup::id).collect(Collectors.toSet());
        for (Route route : routes) {
            if (route.forward() != null) {
                for (Share share : route.forward().shares()) {
                    Check.that(
                            known.contains(share.group()),
                            "route to unknown group %s",
                            share.group());
                }
            }
        }
    }

    /// With the cache as it is, and the usual shield.
    public EdgeImage(
            List<Listener> listeners,
            List<Route> routes,
            List<TargetGroup> groups,
            @Nullable Zone zone) {
        this(listeners, routes, groups, zone, CacheTier.AS_OPENED, Shield.DEFAULT);
    }

    /// The same without a zone.
    public EdgeImage(List<Listener> listeners, List<Route> routes, List<TargetGroup> groups) {
        this(listeners, routes, groups, null);
    }
}
