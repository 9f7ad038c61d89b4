package tenfold.model.manifest;

import tenfold.model.CachePolicy;

/// What the owners say about caching one route.
public sealed interface RouteCaching {
    /// Nothing: `tenfold grow cache` may turn it on.
    record Unsaid() implements RouteCaching {}

    /// Never.
    record Off() implements RouteCaching {}

    /// From the beginning, in this way.
    record On(CachePolicy policy) implements RouteCaching {}

    RouteCaching UNSAID = new Unsaid();
}
