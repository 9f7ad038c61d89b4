package tenfold.edge.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.model.CachePolicy;
import tenfold.model.CacheReport;
import tenfold.model.CacheTier;
import tenfold.model.RouteCacheReport;

/// The shared cache of one edge; see the package's page. Safe for use by any thread.
public final class Cache implements AutoCloseable {
    /// How long a resource whose answer nobody could share is not waited for.
    private static final Duration UNSHARED_FOR = Duration.ofSeconds(10);

    private static final int UNSHARED_MAX = 16_384;

    final CacheCounts counts = new CacheCounts();
    private final CacheConfig config;
    final InstantSource clock;
    final MemoryTier memory;
    private final Ledger ledger;
    volatile @Nullable DiskTier disk;
    final RunningFills fills;
    private final Compressor compressor;
    private final Purging purging;
    final com.github.benmanes.caffeine.cache.Cache<CacheKey, Boolean> unshared =
            Caffeine.newBuilder()
                    .maximumSize(UNSHARED_MAX)
                    .expireAfterWrite(UNSHARED_FOR)
                    .executor(Runnable::run)
                    .build();

    /// `clock` is the one by which answers age.
    public Cache(CacheConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        memory = new MemoryTier(config.memoryBytesMax());
        ledger = new Ledger(config.memoryBytesMax() + config.fillBytesMax());
        fills = new RunningFills(config.fillsMax());
        compressor = new Compressor(memory, ledger);
        CacheConfig.Disk where = config.disk();
        purging = new Purging(this, new Purges(where == null ? null : where.folder()));
        disk =
                where == null || where.bytesMax() == 0
                        ? null
                        : new DiskTier(where.folder(), where.bytesMax(), ledger);
    }

    /// Takes so much memory and disk from now on; what no longer has room goes.
    public synchronized void resize(CacheTier wanted) {
        if (wanted.memoryMib() == 0) {
            return;
        }
        long bytes = (long) wanted.memoryMib() << 20;
        memory.limit(bytes);
        ledger.limit(bytes + config.fillBytesMax());
        CacheConfig.Disk where = config.disk();
        if (where != null) {
            resize(where.folder(), (long) wanted.diskMib() << 20);
        }
    }

    private void resize(Path folder, long diskBytes) {
        DiskTier open = disk;
        if (open != null && diskBytes > 0) {
            open.limit(diskBytes);
        } else if (open != null) {
            disk = null;
            open.removeIf(_ -> true);
            open.close();
        } else if (diskBytes > 0) {
            disk = new DiskTier(folder, diskBytes, ledger);
        }
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
        DiskTier files = disk;
        DiskTier.Entry entry = files == null ? null : files.find(key, asked);
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
        DiskTier files = disk;
        return files != null && files.read(entry, answer -> loaded(fill, answer));
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
        DiskTier files = disk;
        if (files != null) {
            files.write(answer);
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
        removeFiles(answer.key());
    }

    void isUnshared(CacheKey key) {
        unshared.put(key, true);
    }

    Ledger ledger() {
        return ledger;
    }

    // ---- counting ----

    /// Counts an answer from the cache; true when it is fresh.
    public boolean hit(StoredAnswer answer, RouteMeter route, long now) {
        boolean fresh = answer.times().ageAt(now) < answer.times().lifetime().fresh();
        (fresh ? counts.hits : counts.stale).increment();
        route.hits.increment();
        return fresh;
    }

    public void missed() {
        counts.misses.increment();
    }

    public void coalesced(RouteMeter route) {
        counts.coalesced.increment();
        route.coalesced.increment();
    }

    public void passed(RouteMeter route) {
        counts.passed.increment();
        route.passed.increment();
    }

    // ---- purging ----

    /// A request has changed this resource (RFC 9111 section 4.4), and the answer may name others
    /// of the same origin in `Location` and `Content-Location`.
    public void changed(CacheKey key, String... locations) {
        purging.key(key);
        for (String location : locations) {
            String own = location.startsWith("/") && !location.startsWith("//") ? location : "";
            if (location.startsWith(key.origin() + "/")) {
                own = location.substring(key.origin().length());
            }
            if (!own.isEmpty()) {
                purging.key(key.at(own));
            }
        }
    }

    /// The answer to a HEAD shows another version than the stored one (RFC 9111 section 4.3.5).
    public void headSeen(CacheKey key, ResponseHead head) {
        if (head.status() == 200) {
            var seen = Validators.of(Fields.of(head, _ -> true));
            long length = head.contentLength();
            boolean changed = memory.removeIf(key, stored -> !stored.isLike(seen, length)) > 0;
            if (changed) {
                removeFiles(key);
            }
        }
    }

    /// What forgets answers when it is wished.
    public Purging purging() {
        return purging;
    }

    private void removeFiles(CacheKey key) {
        DiskTier files = disk;
        if (files != null) {
            var _ = files.remove(key);
        }
    }

    /// `routes` is what their meters say.
    public CacheReport report(List<RouteCacheReport> routes) {
        DiskTier files = disk;
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
                files == null ? 0 : files.bytes(),
                files == null ? 0 : files.failures(),
                counts.loaded.sum(),
                counts.hitBytes.sum(),
                routes,
                purging.granted());
    }

    @Override
    public void close() {
        compressor.close();
        DiskTier files = disk;
        if (files != null) {
            files.close();
        }
        memory.clear();
    }
}
