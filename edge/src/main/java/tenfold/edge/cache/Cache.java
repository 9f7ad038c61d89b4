package tenfold.edge.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Directives;
import tenfold.edge.cache.rule.Reuse;
import tenfold.edge.cache.rule.Vary;
import tenfold.edge.cache.store.Fill;
import tenfold.edge.cache.store.MemoryTier;
import tenfold.edge.cache.store.StoredAnswer;
import tenfold.edge.cache.store.Variant;
import tenfold.edge.http.Ascii;
import tenfold.model.CacheReport;

/// The shared cache of one edge; see the package's page. Safe for use by any thread.
public final class Cache implements AutoCloseable {
    /// How long a resource whose answer nobody could share is not waited for.
    private static final Duration UNSHARED_FOR = Duration.ofSeconds(10);

    private static final int UNSHARED_MAX = 16_384;

    final CacheCounts counts = new CacheCounts();
    private final CacheConfig config;
    private final MemoryTier memory;
    private final ConcurrentHashMap<CacheKey, List<Fill>> fills = new ConcurrentHashMap<>();
    private final AtomicInteger fillCount = new AtomicInteger();
    private final AtomicLong fillBytes = new AtomicLong();
    private final com.github.benmanes.caffeine.cache.Cache<CacheKey, Boolean> unshared =
            Caffeine.newBuilder()
                    .maximumSize(UNSHARED_MAX)
                    .expireAfterWrite(UNSHARED_FOR)
                    .executor(Runnable::run)
                    .build();

    public Cache(CacheConfig config) {
        this.config = config;
        memory = new MemoryTier(config.memoryBytesMax());
    }

    public CacheConfig config() {
        return config;
    }

    /// What there is for a request; `client` are the directives that are obeyed. `follower` follows
    /// what is [Found.Coming], or leads what is [Found.Missing].
    public Found find(
            CacheKey key, Asked asked, Directives client, Fill.Follower follower, long now) {
        StoredAnswer known = memory.find(key, asked);
        if (known != null) {
            long age = known.times().ageAt(now);
            switch (Reuse.judge(known.times().lifetime(), age, client)) {
                case SERVE -> {
                    return new Found.Hit(known, null);
                }
                case SERVE_AND_REFRESH -> {
                    return new Found.Hit(known, beginRefresh(known, now));
                }
                case GIVE_UP -> {
                    known.body().drop();
                    return new Found.Unwanted();
                }
                case VALIDATE -> {}
            }
        } else if (client.has("only-if-cached")) {
            return new Found.Unwanted();
        }
        Found found = joinOrLead(key, asked, known, follower, now);
        if (known != null && !(found instanceof Found.Missing)) {
            known.body().drop();
        }
        return found;
    }

    /// A fetch of this request's own, when it has waited for another's long enough.
    public Found.Missing findAlone(CacheKey key, Fill.Follower follower, long now) {
        return alone(key, null, follower, now);
    }

    private Found joinOrLead(
            CacheKey key,
            Asked asked,
            @Nullable StoredAnswer stale,
            Fill.Follower follower,
            long now) {
        if (unshared.getIfPresent(key) != null || fillCount.get() >= config.fillsMax()) {
            return alone(key, stale, follower, now);
        }
        Vary hint = stale != null ? stale.vary() : memory.hint(key);
        var led = new Fill(key, hint == null ? null : hint.of(asked), now);
        led.lead(follower);
        long notBegunBefore = now - config.waitMax().toMillis();
        var result = new Fill[] {led};
        fills.compute(
                key,
                (_, running) -> {
                    List<Fill> all = running == null ? new ArrayList<>(1) : running;
                    for (Fill each : all) {
                        if (each.join(follower, asked, notBegunBefore)) {
                            result[0] = each;
                            return all;
                        }
                    }
                    all.add(led);
                    return all;
                });
        if (result[0] != led) {
            return new Found.Coming(result[0]);
        }
        fillCount.incrementAndGet();
        return new Found.Missing(led, stale, false);
    }

    private Found.Missing alone(
            CacheKey key, @Nullable StoredAnswer stale, Fill.Follower follower, long now) {
        Fill fill = new Fill(key, null, now).alone();
        fill.lead(follower);
        register(fill);
        return new Found.Missing(fill, stale, true);
    }

    /// A fill to refresh a stale answer, unless one is on its way; the stale answer's body is kept
    /// for it.
    private @Nullable Fill beginRefresh(StoredAnswer stale, long now) {
        var begun = new Fill[1];
        fills.compute(
                stale.key(),
                (key, running) -> {
                    if (running != null || fillCount.get() >= config.fillsMax()) {
                        return running;
                    }
                    begun[0] = new Fill(key, stale.vary(), now);
                    return new ArrayList<>(List.of(begun[0]));
                });
        if (begun[0] != null) {
            fillCount.incrementAndGet();
        }
        return begun[0];
    }

    private void register(Fill fill) {
        fillCount.incrementAndGet();
        fills.compute(
                fill.key(),
                (_, running) -> {
                    List<Fill> all = running == null ? new ArrayList<>(1) : running;
                    all.add(fill);
                    return all;
                });
    }

    /// The fill is over.
    void ended(Fill fill) {
        fillCount.decrementAndGet();
        fills.computeIfPresent(
                fill.key(),
                (_, running) -> {
                    running.remove(fill);
                    return running.isEmpty() ? null : running;
                });
    }

    /// What answers of this resource varied by, or null.
    @Nullable Vary hint(CacheKey key) {
        return memory.hint(key);
    }

    void store(StoredAnswer answer) {
        counts.stored.increment();
        unshared.invalidate(answer.key());
        memory.put(answer);
    }

    /// The answer that stood there has been replaced by one that nobody may share.
    void forget(StoredAnswer answer) {
        memory.remove(answer);
    }

    void isUnshared(CacheKey key) {
        unshared.put(key, true);
    }

    /// Takes memory for an answer that is coming; false when there is none left.
    boolean reserve(long bytes) {
        long all = fillBytes.addAndGet(bytes);
        if (all > config.fillBytesMax()) {
            fillBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void unreserve(long bytes) {
        fillBytes.addAndGet(-bytes);
    }

    // ---- purging ----

    /// Forgets everything of one URL (`http://host/path?query`, as it is stored). From the moment
    /// this returns nothing older than the call is served; the same holds for the other purges.
    /// Returns how many answers were forgotten.
    public int purge(CacheKey key) {
        fills.computeIfPresent(
                key,
                (_, running) -> {
                    running.forEach(Fill::doom);
                    return running;
                });
        return purged(memory.remove(key));
    }

    /// Forgets every URL that begins so.
    public int purgePrefix(String prefix) {
        byte[] bytes = Ascii.bytes(prefix);
        doomAll();
        return purged(memory.removeIf((Variant each) -> each.key().startsWith(bytes)));
    }

    /// Forgets every answer that named this tag.
    public int purgeTag(String tag) {
        doomAll();
        return purged(memory.removeIf((Variant each) -> each.tags().contains(tag)));
    }

    public int purgeAll() {
        doomAll();
        return purged(memory.removeIf(_ -> true));
    }

    /// What is coming now may name the tag, and nobody knows yet; to fetch it once more is cheap.
    private void doomAll() {
        for (CacheKey key : fills.keySet()) {
            fills.computeIfPresent(
                    key,
                    (_, running) -> {
                        running.forEach(Fill::doom);
                        return running;
                    });
        }
    }

    private int purged(int count) {
        counts.purged.add(count);
        return count;
    }

    public CacheReport report() {
        return new CacheReport(
                counts.hits.sum(),
                counts.stale.sum(),
                counts.misses.sum(),
                counts.coalesced.sum(),
                counts.confirmed.sum(),
                counts.passed.sum(),
                counts.purged.sum(),
                memory.count(),
                memory.bytes(),
                counts.hitBytes.sum());
    }

    @Override
    public void close() {
        memory.clear();
    }
}
