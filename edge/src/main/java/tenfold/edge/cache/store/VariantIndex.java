package tenfold.edge.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.CacheKey;

/// Resources and their variants, bounded by bytes; what is used seldom goes first.
///
/// Which resource stays is decided by W-TinyLFU (Einziger, Friedman, Manes 2017), in Caffeine: a
/// newcomer must have been asked for more often, by a small sketch of the recent past, than what it
/// would drive out, so that one crawler cannot empty the cache. A resource stays or goes with all
/// its variants.
final class VariantIndex<V extends Variant> {
    /// A resource keeps its newest variants up to this number.
    static final int VARIANTS_MAX = 32;

    private static final int OVERHEAD = 256;

    /// Newest first; never changed.
    private record Resource<V extends Variant>(List<V> variants) {
        int weight() {
            long sum = OVERHEAD;
            for (V each : variants) {
                sum += each.weight();
            }
            return (int) Math.min(Integer.MAX_VALUE, sum);
        }
    }

    private final Cache<CacheKey, Resource<V>> resources;

    VariantIndex(long bytesMax) {
        resources =
                Caffeine.newBuilder()
                        .maximumWeight(bytesMax)
                        .<CacheKey, Resource<V>>weigher((_, resource) -> resource.weight())
                        .executor(Runnable::run)
                        .removalListener(VariantIndex::removed)
                        .build();
    }

    void limit(long bytesMax) {
        resources.policy().eviction().orElseThrow().setMaximum(bytesMax);
    }

    /// The newest variant that answers `asked`, or null.
    @Nullable V find(CacheKey key, Asked asked) {
        Resource<V> resource = resources.getIfPresent(key);
        if (resource != null) {
            List<V> variants = resource.variants();
            for (int i = 0; i < variants.size(); i++) {
                V each = variants.get(i);
                if (each.vary().matches(asked)) {
                    return each;
                }
            }
        }
        return null;
    }

    /// Any variant of the resource, to learn what it varies by; null when there is none.
    @Nullable V any(CacheKey key) {
        Resource<V> resource = resources.policy().getIfPresentQuietly(key);
        return resource == null ? null : resource.variants().getFirst();
    }

    /// Adds it in the place of the one that was selected by the same values.
    void put(V variant) {
        var gone = new ArrayList<V>();
        resources
                .asMap()
                .compute(
                        variant.key(),
                        (_, before) -> {
                            gone.clear();
                            return with(before, variant, gone);
                        });
        gone.forEach(Variant::dropped);
    }

    /// Puts `newer` in the place of exactly `old`; false when that is no longer there.
    @SuppressWarnings("ReferenceEquality") // one of two answers that may be alike
    boolean replace(V old, V newer) {
        var replaced = new boolean[1];
        resources
                .asMap()
                .computeIfPresent(
                        old.key(),
                        (_, before) -> {
                            var variants = new ArrayList<V>();
                            for (V each : before.variants()) {
                                replaced[0] |= each == old;
                                variants.add(each == old ? newer : each);
                            }
                            return new Resource<>(List.copyOf(variants));
                        });
        return replaced[0];
    }

    /// Removes exactly this one, if it is still there.
    @SuppressWarnings("ReferenceEquality") // one of two answers that may be alike
    void remove(V variant) {
        removeIf(variant.key(), each -> each == variant);
    }

    /// Removes all that fit, of all resources; returns how many.
    int removeIf(Predicate<? super V> fits) {
        int removed = 0;
        for (CacheKey key : resources.asMap().keySet()) {
            removed += removeIf(key, fits);
        }
        return removed;
    }

    /// Puts what `change` makes of them, which keeps the same body, in the place of all that fit;
    /// returns how many.
    int replaceIf(Predicate<? super V> fits, UnaryOperator<V> change) {
        int count = 0;
        for (CacheKey key : resources.asMap().keySet()) {
            Resource<V> resource = resources.policy().getIfPresentQuietly(key);
            for (V each : resource == null ? List.<V>of() : resource.variants()) {
                if (fits.test(each) && replace(each, change.apply(each))) {
                    count++;
                }
            }
        }
        return count;
    }

    void clear() {
        resources.invalidateAll();
        resources.cleanUp();
    }

    long bytes() {
        return resources.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    long count() {
        return resources.estimatedSize();
    }

    int removeIf(CacheKey key, Predicate<? super V> fits) {
        var gone = new ArrayList<V>();
        Resource<V> left =
                resources
                        .asMap()
                        .computeIfPresent(
                                key,
                                (_, before) -> {
                                    gone.clear();
                                    return without(before, fits, gone);
                                });
        if (left != null) {
            gone.forEach(Variant::dropped);
        } // else the resource is gone as a whole, and the listener was told
        return gone.size();
    }

    private Resource<V> with(@Nullable Resource<V> before, V variant, List<V> gone) {
        var variants = new ArrayList<V>();
        variants.add(variant);
        if (before != null) {
            for (V each : before.variants()) {
                boolean replaced = each.vary().equals(variant.vary());
                if (replaced || variants.size() == VARIANTS_MAX) {
                    gone.add(each);
                } else {
                    variants.add(each);
                }
            }
        }
        return new Resource<>(List.copyOf(variants));
    }

    private @Nullable Resource<V> without(
            Resource<V> before, Predicate<? super V> fits, List<V> gone) {
        var variants = new ArrayList<V>();
        for (V each : before.variants()) {
            (fits.test(each) ? gone : variants).add(each);
        }
        if (gone.isEmpty()) {
            return before;
        }
        return variants.isEmpty() ? null : new Resource<>(List.copyOf(variants));
    }

    private static <V extends Variant> void removed(
            @Nullable CacheKey key, @Nullable Resource<V> resource, RemovalCause cause) {
        if (cause != RemovalCause.REPLACED && resource != null) {
            resource.variants().forEach(Variant::dropped);
        }
    }
}
