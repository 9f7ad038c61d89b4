package tenfold.edge.cache.store;

import java.util.Set;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Vary;

/// One of the stored answers of a resource, in memory or on disk.
public interface Variant {
    CacheKey key();

    Vary vary();

    Set<String> tags();

    /// The bytes it takes.
    long weight();

    /// The index has let go of it.
    void dropped();
}
