package tenfold.edge.cache;

import java.util.List;
import java.util.function.Predicate;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.store.DiskTier;
import tenfold.edge.cache.store.Variant;
import tenfold.edge.http.Ascii;
import tenfold.model.PurgeReport;
import tenfold.model.PurgeWish;

/// Forgets answers of a [Cache]. From the moment a purge returns nothing older than its call is
/// served; it returns how many answers it took. Safe for use by any thread.
public final class Purging {
    private final Cache cache;
    private final Purges purges;

    Purging(Cache cache, Purges purges) {
        this.cache = cache;
        this.purges = purges;
    }

    /// Grants the wishes that are new, in their order.
    public void grant(List<PurgeWish> wishes) {
        purges.grant(wishes, this::granted);
    }

    List<PurgeReport> granted() {
        return purges.granted();
    }

    /// Forgets everything of one URL (`http://host/path?query`, or `/path?query` of any host).
    public int url(String url) {
        return purge(of(url), false);
    }

    /// The same of every URL that begins so.
    public int prefix(String prefix) {
        return purge(beginning(prefix), false);
    }

    /// The same of every answer that named this tag.
    public int tag(String tag) {
        return purge(each -> each.tags().contains(tag), false);
    }

    public int all() {
        cache.unshared.invalidateAll();
        return purge(_ -> true, false);
    }

    /// Forgets one resource.
    void key(CacheKey key) {
        cache.fills.doom(key);
        DiskTier files = cache.disk;
        var _ = counted(cache.memory.remove(key), files == null ? 0 : files.remove(key));
    }

    private int granted(PurgeWish wish) {
        String value = wish.value();
        return switch (wish.kind()) {
            case URL -> purge(of(value), wish.soft());
            case PREFIX -> purge(beginning(value), wish.soft());
            case TAG -> purge(each -> each.tags().contains(value), wish.soft());
            case ALL -> wish.soft() ? purge(_ -> true, true) : all();
        };
    }

    private static Predicate<Variant> of(String url) {
        byte[] target = Ascii.bytes(url);
        CacheKey key = CacheKey.of(url);
        return url.startsWith("/")
                ? each -> each.key().hasTarget(target)
                : each -> each.key().equals(key);
    }

    private static Predicate<Variant> beginning(String prefix) {
        byte[] bytes = Ascii.bytes(prefix);
        return prefix.startsWith("/")
                ? each -> each.key().targetStartsWith(bytes)
                : each -> each.key().startsWith(bytes);
    }

    /// A soft purge keeps what is in memory, as stale; files do not say that, and go.
    private int purge(Predicate<Variant> fits, boolean soft) {
        cache.fills.doomAll(); // what is coming may name the tag, and nobody knows yet
        long now = cache.clock.millis();
        int inMemory = soft ? cache.memory.age(fits, now) : cache.memory.removeIf(fits);
        DiskTier files = cache.disk;
        int count = counted(inMemory, files == null ? 0 : files.removeIf(fits));
        if (files != null) {
            files.sync();
        }
        return count;
    }

    /// Most of what is in memory is on disk too, so that the larger number says how many there
    /// were.
    private int counted(int inMemory, int onDisk) {
        int count = Math.max(inMemory, onDisk);
        cache.counts.purged.add(count);
        return count;
    }
}
