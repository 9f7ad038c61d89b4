package tenfold.model;

import java.util.List;
import java.util.stream.Collectors;
import tenfold.base.Check;

/// What the edge is to serve: where it listens, which requests go to which targets, and what holds
/// for all routes.
public record EdgeImage(
        List<Listener> listeners,
        List<Route> routes,
        List<TargetGroup> groups,
        CacheTier cache,
        Shield shield) {
    /// With the cache as it is, and the usual shield.
    public EdgeImage(List<Listener> listeners, List<Route> routes, List<TargetGroup> groups) {
        this(listeners, routes, groups, CacheTier.AS_OPENED, Shield.DEFAULT);
    }

    public EdgeImage {
        listeners = List.copyOf(listeners);
        routes = List.copyOf(routes);
        groups = List.copyOf(groups);
        Check.that(!listeners.isEmpty(), "the edge needs at least one listener");
        var known = groups.stream().map(TargetGroup::id).collect(Collectors.toSet());
        for (Route route : routes) {
            Check.that(known.contains(route.group()), "route to unknown group %s", route.group());
        }
    }
}
