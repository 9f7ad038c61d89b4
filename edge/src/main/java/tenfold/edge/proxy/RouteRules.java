package tenfold.edge.proxy;

import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.RouteMeter;
import tenfold.model.CachePolicy;
import tenfold.model.Route;

/// What one route says beyond where its requests go, ready for use, and how it is counted.
public record RouteRules(Route route, RouteMeter meter) {
    /// How its answers are cached; null for not at all.
    @Nullable CachePolicy cache() {
        return route.cache();
    }
}
