package tenfold.edge.cache;

import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.store.Fill;
import tenfold.edge.cache.store.StoredAnswer;

/// What the cache has for a request.
public sealed interface Found {
    /// An answer, its body kept for the caller. It is stale when `refresh` is not null or its age
    /// says so; `refresh` is the caller's to fetch, without anyone waiting.
    record Hit(StoredAnswer answer, @Nullable Fill refresh) implements Found {}

    /// An answer that is coming; the caller follows it already.
    record Coming(Fill fill) implements Found {}

    /// An answer that is read from the disk; the caller follows it already.
    record Loading(Fill fill) implements Found {}

    /// Nothing that may be used: the caller fetches for this fill. `stale` is to be confirmed, its
    /// body kept for the caller.
    record Missing(Fill fill, @Nullable StoredAnswer stale, boolean alone) implements Found {}

    /// Nothing, and the client wants nothing that must be asked for.
    record Unwanted() implements Found {}
}
