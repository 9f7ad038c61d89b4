package tenfold.edge.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tenfold.edge.CacheConfig;
import tenfold.edge.cache.rule.AcceptEncoding;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Directives;
import tenfold.edge.cache.rule.Fields;
import tenfold.edge.cache.rule.Reuse;
import tenfold.edge.cache.rule.Storing;
import tenfold.edge.cache.rule.Validators;
import tenfold.edge.cache.rule.Vary;
import tenfold.edge.cache.store.Compressor;
import tenfold.edge.cache.store.DiskTier;
import tenfold.edge.cache.store.Fill;
import tenfold.edge.cache.store.Ledger;
import tenfold.edge.cache.store.MemoryTier;
import tenfold.edge.cache.store.RunningFills;
import tenfold.edge.cache.store.StoredAnswer;
import tenfold.edge.cache.store.Variant;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.model.CachePolicy;
import tenfold.model.CacheReport;

/// The shared cache of one edge; see the package's page. Safe for use by any thread.
public final class Cache implements AutoCloseable {
    /// How long a resource whose answer nobody could share is not waited for.
    private static final Duration UNSHARED_FOR = Duration.ofSeconds(10);

    private static final int UNSHARED_MAX = 16_384;

    final CacheCounts counts = new CacheCounts();
    private final CacheConfig config;
    private final MemoryTier memory;
    private final Ledger ledger;
    private final @Nullable DiskTier disk;
    private final RunningFills fills;
    private final Compressor compressor;
    private final com.github.benmanes.caffeine.cache.Cache<CacheKey, Boolean> unshared =
            Caffeine.newBuilder()
                    .maximumSize(UNSHARED_MAX)
                    .expireAfterWrite(UNSHARED_FOR)
                    .executor(Runnable::run)
                    .build();

    public Cache(CacheConfig config) {
        this.config = config;
        memory = new MemoryTier(config.memoryBytesMax());
        ledger = new Ledger(config.memoryBytesMax() + config.fillBytesMax());
        fills = new RunningFills(config.fillsMax());
        compressor = new Compressor(memory, ledger);
        CacheConfig.Disk where = config.disk();
        disk = where == null ? null : new DiskTier(where.folder(), where.bytesMax(), ledger);
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
        DiskTier.Entry entry = known == null ? onDisk(key, asked, client, now) : null;
        Found found = joinOrLead(key, asked, known, follower, now);
        if (entry != null
                && found instanceof Found.Missing missing
                && load(missing.fill(), entry)) {
            return new Found.Loading(missing.fill());
        }
        if (known != null && !(found instanceof Found.Missing)) {
            known.body().drop();
        }
        return found;
    }

    /// A fetch of this request's own, when it has waited for another's long enough.
    public Found.Missing findAlone(CacheKey key, Fill.Follower follower, long now) {
        return alone(key, null, follower, now);
    }

    /// The answer to a HEAD, its body kept for the caller, or null: nothing is fetched for it.
    public @Nullable StoredAnswer peek(CacheKey key, Asked asked, Directives client, long now) {
        StoredAnswer known = memory.find(key, asked);
        if (known == null) {
            return null;
        }
        long age = known.times().ageAt(now);
        return switch (Reuse.judge(known.times().lifetime(), age, client)) {
            case SERVE, SERVE_AND_REFRESH -> known;
            case VALIDATE, GIVE_UP -> {
                known.body().drop();
                yield null;
            }
        };
    }

    /// Who asks for a fill's answer, and how. `stale` is to be confirmed, its body kept for the
    /// fill.
    public record Order(
            CachePolicy policy,
            RequestHead head,
            Asked asked,
            @Nullable StoredAnswer stale,
            boolean alone) {}

    /// The writing end of a fill, with the request that is to be sent for it.
    public Filler begin(Fill fill, Order order, long now) {
        RequestHead head = order.head();
        StoredAnswer stale = order.stale();
        Vary hint = stale != null ? stale.vary() : memory.hint(fill.key());
        var request = new OriginRequest(order, hint);
        var question =
                new Storing.Question(
                        Method.GET,
                        head.pathEnd() < head.targetEnd(),
                        false,
                        order.asked().hasAuthorization(),
                        order.asked().hasCookie(),
                        order.asked().directives().has("no-store"));
        return new Filler(
                this, fill, new Filler.Terms(order.policy(), question, request), stale, now);
    }

    /// The file of an answer that may be used as it is, or null.
    private DiskTier.@Nullable Entry onDisk(
            CacheKey key, Asked asked, Directives client, long now) {
        DiskTier.Entry entry = disk == null ? null : disk.find(key, asked);
        if (entry == null) {
            return null;
        }
        long age = entry.times().ageAt(now);
        return switch (Reuse.judge(entry.times().lifetime(), age, client)) {
            case SERVE, SERVE_AND_REFRESH -> entry;
            case VALIDATE, GIVE_UP -> null;
        };
    }

    private boolean load(Fill fill, DiskTier.Entry entry) {
        return disk != null && disk.read(entry, answer -> loaded(fill, answer));
    }

    private void loaded(Fill fill, @Nullable StoredAnswer answer) {
        if (answer == null) {
            fill.move(new Fill.State.Unshared("damaged"));
        } else {
            counts.loaded.increment();
            fill.move(new Fill.State.Whole(answer, false), () -> memory.put(answer));
            answer.body().drop();
        }
        ended(fill);
    }

    private Found joinOrLead(
            CacheKey key,
            Asked asked,
            @Nullable StoredAnswer stale,
            Fill.Follower follower,
            long now) {
        if (unshared.getIfPresent(key) != null || fills.isFull()) {
            return alone(key, stale, follower, now);
        }
        Vary hint = stale != null ? stale.vary() : memory.hint(key);
        var led = new Fill(key, hint == null ? null : hint.of(asked), now);
        led.lead(follower);
        long notBegunBefore = now - config.waitMax().toMillis();
        Fill running = fills.joinOrBegin(led, follower, asked, notBegunBefore);
        return running == led ? new Found.Missing(led, stale, false) : new Found.Coming(running);
    }

    private Found.Missing alone(
            CacheKey key, @Nullable StoredAnswer stale, Fill.Follower follower, long now) {
        Fill fill = new Fill(key, null, now).alone();
        fill.lead(follower);
        fills.begin(fill);
        return new Found.Missing(fill, stale, true);
    }

    /// A fill to refresh a stale answer, unless one is on its way.
    private @Nullable Fill beginRefresh(StoredAnswer stale, long now) {
        var begun = new Fill(stale.key(), stale.vary(), now);
        return fills.beginFirst(begun) ? begun : null;
    }

    /// The fill is over.
    void ended(Fill fill) {
        fills.ended(fill);
    }

    void store(StoredAnswer answer, boolean compress) {
        counts.stored.increment();
        unshared.invalidate(answer.key());
        memory.put(answer);
        if (disk != null) {
            disk.write(answer);
        }
        if (compress) {
            compressor.add(answer);
        }
    }

    /// The form of a stored answer that this client likes best; the body that was kept for the
    /// caller is exchanged.
    public StoredAnswer formFor(StoredAnswer plain, Asked asked) {
        StoredAnswer packed = plain.packed();
        if (packed == null
                || asked.hasRange()
                || !AcceptEncoding.takes(asked.acceptEncoding(), "gzip")
                || !packed.body().keep()) {
            return plain;
        }
        plain.body().drop();
        return packed;
    }

    /// The answer that stood there has been replaced by one that nobody may share.
    void forget(StoredAnswer answer) {
        memory.remove(answer);
        if (disk != null) {
            disk.remove(answer.key());
        }
    }

    void isUnshared(CacheKey key) {
        unshared.put(key, true);
    }

    Ledger ledger() {
        return ledger;
    }

    // ---- counting ----

    /// Counts an answer from the cache; true when it is fresh.
    public boolean hit(StoredAnswer answer, long now) {
        boolean fresh = answer.times().ageAt(now) < answer.times().lifetime().fresh();
        (fresh ? counts.hits : counts.stale).increment();
        return fresh;
    }

    public void missed() {
        counts.misses.increment();
    }

    public void coalesced() {
        counts.coalesced.increment();
    }

    public void passed() {
        counts.passed.increment();
    }

    // ---- purging ----

    /// A request has changed this resource (RFC 9111 section 4.4), and the answer may name others
    /// of the same origin in `Location` and `Content-Location`.
    public void changed(CacheKey key, String... locations) {
        purge(key);
        for (String location : locations) {
            String own = location.startsWith("/") && !location.startsWith("//") ? location : "";
            if (location.startsWith(key.origin() + "/")) {
                own = location.substring(key.origin().length());
            }
            if (!own.isEmpty()) {
                purge(key.at(own));
            }
        }
    }

    /// The answer to a HEAD shows another version than the stored one (RFC 9111 section 4.3.5).
    public void headSeen(CacheKey key, ResponseHead head) {
        if (head.status() == 200) {
            var seen = Validators.of(Fields.of(head, _ -> true));
            long length = head.contentLength();
            boolean changed = memory.removeIf(key, stored -> !stored.isLike(seen, length)) > 0;
            if (changed && disk != null) {
                disk.remove(key);
            }
        }
    }

    /// Forgets everything of one URL (`http://host/path?query`). From the moment this returns
    /// nothing older than the call is served; the same holds for the other purges. Returns how many
    /// answers were forgotten.
    public int purgeUrl(String url) {
        int count = purge(CacheKey.of(url));
        sync();
        return count;
    }

    private int purge(CacheKey key) {
        fills.doom(key);
        return purged(memory.remove(key), disk == null ? 0 : disk.remove(key));
    }

    /// Forgets every URL that begins so.
    public int purgePrefix(String prefix) {
        byte[] bytes = Ascii.bytes(prefix);
        return purge(each -> each.key().startsWith(bytes));
    }

    /// Forgets every answer that named this tag.
    public int purgeTag(String tag) {
        return purge(each -> each.tags().contains(tag));
    }

    public int purgeAll() {
        unshared.invalidateAll();
        return purge(_ -> true);
    }

    private int purge(Predicate<Variant> fits) {
        fills.doomAll(); // what is coming may name the tag, and nobody knows yet
        int count = purged(memory.removeIf(fits), disk == null ? 0 : disk.removeIf(fits));
        sync();
        return count;
    }

    private void sync() {
        if (disk != null) {
            disk.sync();
        }
    }

    /// Most of what is in memory is on disk too, so that the larger number says how many there
    /// were.
    private int purged(int inMemory, int onDisk) {
        int count = Math.max(inMemory, onDisk);
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
                ledger.used(),
                disk == null ? 0 : disk.bytes(),
                disk == null ? 0 : disk.failures(),
                counts.loaded.sum(),
                counts.hitBytes.sum());
    }

    @Override
    public void close() {
        compressor.close();
        if (disk != null) {
            disk.close();
        }
        memory.clear();
    }
}
