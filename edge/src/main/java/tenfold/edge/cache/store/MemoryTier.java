package tenfold.edge.cache.store;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Vary;

/// Whole answers in memory. Its index keeps each body once; whoever reads one keeps it too.
public final class MemoryTier {
    private final VariantIndex<StoredAnswer> index;

    public MemoryTier(long bytesMax) {
        index = new VariantIndex<>(bytesMax);
    }

    /// It may have so many bytes from now on.
    public void limit(long bytesMax) {
        index.limit(bytesMax);
    }

    /// The newest answer for `asked`, its body kept for the caller, or null.
    public @Nullable StoredAnswer find(CacheKey key, Asked asked) {
        StoredAnswer found = index.find(key, asked);
        return found != null && found.body().keep() ? found : null;
    }

    /// What some answer of the resource varies by, or null.
    public @Nullable Vary hint(CacheKey key) {
        StoredAnswer any = index.any(key);
        return any == null ? null : any.vary();
    }

    /// Stores it; the body is kept once more.
    public void put(StoredAnswer answer) {
        if (answer.body().keep()) {
            index.put(answer);
        }
    }

    /// Adds the compressed form, its body kept by the caller and now by the store, to a stored
    /// answer; false when that is no longer there.
    public boolean pack(StoredAnswer plain, StoredAnswer packed) {
        return index.replace(plain, plain.with(packed));
    }

    public void remove(StoredAnswer answer) {
        index.remove(answer);
    }

    /// Removes all variants of a resource; returns how many.
    public int remove(CacheKey key) {
        return index.removeIf(key, _ -> true);
    }

    public int removeIf(CacheKey key, Predicate<StoredAnswer> fits) {
        return index.removeIf(key, fits);
    }

    public int removeIf(Predicate<Variant> fits) {
        return index.removeIf(fits);
    }

    /// Makes all that fit stale from now on; returns how many.
    public int age(Predicate<Variant> fits, long now) {
        return index.replaceIf(fits, each -> each.staleFrom(now));
    }

    /// Gives all memory back.
    public void clear() {
        index.clear();
    }

    public long bytes() {
        return index.bytes();
    }

    public long count() {
        return index.count();
    }
}
