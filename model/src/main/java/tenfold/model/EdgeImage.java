package tenfold.model;

import java.util.List;
import java.util.stream.Collectors;
import tenfold.base.Check;

/// What the edge is to serve: where it listens, and which requests go to which targets.
public record EdgeImage(List<Listener> listeners, List<Route> routes, List<TargetGroup> groups) {
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
