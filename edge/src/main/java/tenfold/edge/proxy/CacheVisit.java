package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.Cache;
import tenfold.edge.cache.Found;
import tenfold.edge.cache.RouteMeter;
import tenfold.edge.cache.Serving;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Directives;
import tenfold.edge.cache.rule.Query;
import tenfold.edge.cache.store.Fill;
import tenfold.edge.cache.store.StoredAnswer;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;

/// How an [Exchange] of a cached route is answered: from what is stored, from what is coming for
/// another, or from what a [Fetch] brings for it. An exchange has one, used again for each request.
final class CacheVisit implements Fill.Follower {
    private static final byte[] HIT = Ascii.bytes("hit");
    private static final byte[] STALE = Ascii.bytes("hit; detail=stale");
    private static final byte[] STORED = Ascii.bytes("fwd=uri-miss; stored");
    private static final byte[] COLLAPSED = Ascii.bytes("fwd=uri-miss; collapsed");
    private static final byte[] CONFIRMED = Ascii.bytes("fwd=stale; fwd-status=304; stored");
    private static final byte[] EXCUSED = Ascii.bytes("hit; detail=stale-if-error");
    private static final int PIECE_BYTES_MAX = 64 << 10;
    private static final int BURST_BYTES_MAX = 256 << 10;

    private final Exchange exchange;
    private final Client client;
    private final Loop loop;
    private final Cache cache;
    private final Asked asked = new Asked();
    private final AtomicBoolean signalled = new AtomicBoolean();

    private @Nullable CachePolicy policy;
    private RouteMeter meter = new RouteMeter();
    private @Nullable CacheKey key;
    private @Nullable Fill fill;
    private @Nullable Fetch fetch;
    private @Nullable StoredAnswer answer;
    private boolean shared;
    private boolean piped;
    private boolean coalesced;
    private boolean loads;
    private long position;
    private long end;
    private long since;

    CacheVisit(Exchange exchange, Client client, Cache cache) {
        this.exchange = exchange;
        this.client = client;
        this.cache = cache;
        loop = client.loop();
    }

    /// Takes the request; false when it is none for a cache, and goes the usual way.
    boolean begin(RequestHead request, Way way) {
        CachePolicy policyOfRoute = requireNonNull(way.route().cache());
        policy = policyOfRoute;
        meter = way.meter();
        since = loop.coarseNow();
        boolean read = request.method() == Method.GET || request.method() == Method.HEAD;
        if (!read || !exchange.isRequestWhole() || request.hostEnd() == request.hostStart()) {
            cache.passed(meter);
            return false;
        }
        asked.read(request);
        if (asked.isGuarded() || asked.isDoubtful() || request.wantsUpgrade()) {
            cache.passed(meter);
            return false;
        }
        boolean secure = client.forwarded().secure();
        CacheKey wanted =
                policyOfRoute.ignoredQuery().isEmpty()
                        ? CacheKey.of(request, secure)
                        : CacheKey.of(
                                request,
                                secure,
                                Query.without(request, policyOfRoute.ignoredQuery()));
        key = wanted;
        Directives said =
                asked.hasDirectives() && policyOfRoute.promises(Promise.CLIENTS_MAY_ASK_FOR_FRESH)
                        ? asked.directives()
                        : Directives.NONE;
        long now = now();
        return request.method() == Method.HEAD
                ? beginHead(wanted, said, now)
                : take(cache.find(wanted, asked, said, this, now));
    }

    private boolean beginHead(CacheKey wanted, Directives said, long now) {
        StoredAnswer stored = cache.peek(wanted, asked, said, now);
        if (stored == null) {
            cache.passed(meter);
            return false;
        }
        return take(new Found.Hit(stored, null));
    }

    private boolean take(Found found) {
        switch (found) {
            case Found.Hit hit -> {
                if (hit.refresh() != null) {
                    refresh(hit.answer(), hit.refresh());
                }
                boolean fresh = cache.hit(hit.answer(), meter, now());
                serve(cache.formFor(hit.answer(), asked), fresh ? HIT : STALE);
            }
            case Found.Coming coming -> {
                coalesced = true;
                fill = coming.fill();
                look();
            }
            case Found.Loading loading -> {
                loads = true;
                fill = loading.fill();
                look();
            }
            case Found.Missing missing -> lead(missing);
            case Found.Unwanted _ -> exchange.answer(ErrorPage.ONLY_IF_CACHED);
        }
        return true;
    }

    // ---- fetching ----

    private void lead(Found.Missing missing) {
        fill = missing.fill();
        Fetch made = fetch(missing.fill(), missing.stale(), missing.alone(), this);
        fetch = made;
        made.begin();
    }

    private void refresh(StoredAnswer stale, Fill ofIt) {
        if (stale.body().keep()) {
            fetch(ofIt, stale, false, null).begin();
        }
    }

    private Fetch fetch(
            Fill into, @Nullable StoredAnswer stale, boolean alone, @Nullable CacheVisit leader) {
        var order = new Cache.Order(requireNonNull(policy), exchange.head(), asked, stale, alone);
        return new Fetch(loop, client.forwarded(), cache.begin(into, order, now()), leader);
    }

    /// The answer is not for everybody, or nobody knows its length: this visit gets it straight
    /// from the [Fetch].
    void pipe(ResponseHead head, int following, boolean stored) {
        piped = true;
        if (stored) {
            cache.missed();
        } else {
            cache.passed(meter);
        }
        exchange.answerFromCache(head.status(), head, following);
    }

    /// The piped answer has ended.
    void pipeEnded() {
        fetch = null;
        exchange.finish(true);
    }

    /// The fetch is over, and what there is to say stands in the fill.
    void fetchEnded() {
        fetch = null;
    }

    /// There is no answer, and this page says why.
    void fetchFailed(Page page) {
        fetch = null;
        exchange.fail(page);
    }

    boolean isWritable() {
        return client.isWritable();
    }

    Client client() {
        return client;
    }

    Exchange exchange() {
        return exchange;
    }

    // ---- following ----

    @Override
    public void fillMoved() {
        if (signalled.compareAndSet(false, true) && !loop.eventLoop.isShuttingDown()) {
            loop.eventLoop.execute(this::moved);
        }
    }

    private void moved() {
        signalled.set(false);
        look();
        loop.flush();
    }

    private void look() {
        Fill following = fill;
        if (following == null || piped) {
            return;
        }
        switch (following.state()) {
            case Fill.State.Asking _ -> {}
            case Fill.State.Filling filling -> follow(filling.answer(), STORED);
            case Fill.State.Whole whole ->
                    follow(whole.answer(), whole.confirmed() ? CONFIRMED : STORED);
            case Fill.State.Excused excused -> follow(excused.stale(), EXCUSED);
            case Fill.State.Unshared _ -> goAlone();
            case Fill.State.Failed failed -> {
                Fetch led = fetch;
                if (led == null) { // who leads hears of it from the fetch
                    exchange.fail(ErrorPage.ofFetch(failed.status()));
                }
            }
        }
    }

    private void follow(StoredAnswer coming, byte[] how) {
        if (answer != null) {
            send();
            return;
        }
        if (coalesced && !coming.vary().matches(asked)) {
            goAlone(); // only now it is known by what the answers of this resource vary
            return;
        }
        shared = true;
        if (loads) {
            serve(coming, cache.hit(coming, meter, now()) ? HIT : STALE);
        } else if (coalesced) {
            cache.coalesced(meter);
            serve(coming, COLLAPSED);
        } else {
            cache.missed();
            serve(coming, how);
        }
    }

    /// What this visit waited for is not for it: it fetches for itself.
    private void goAlone() {
        leave();
        coalesced = false;
        loads = false;
        lead(cache.findAlone(requireNonNull(key), this, now()));
    }

    // ---- sending ----

    private void serve(StoredAnswer stored, byte[] how) {
        answer = stored;
        long length =
                stored.body().length() >= 0 ? stored.body().length() : stored.body().written();
        Serving serving = Serving.of(stored, asked, exchange.method(), length);
        position = serving.from();
        end = serving.to();
        ByteSink sink = loop.cachedHeads.sink();
        serving.head(sink, stored, length, now(), how);
        Answer out = client.answer();
        out.open();
        exchange.answerFromCache(
                serving.status(), null, (int) Math.min(end - position, PIECE_BYTES_MAX));
        sendOn(stored.body().written(), out);
    }

    private void send() {
        Answer out = client.answer();
        out.open();
        sendOn(requireNonNull(answer).body().written(), out);
    }

    private void sendOn(long written, Answer out) {
        StoredAnswer sending = requireNonNull(answer);
        // Stored bytes cost nothing more while they wait to be sent, so a whole burst of them goes
        // out with one system call.
        long until = Math.min(Math.min(end, written), position + BURST_BYTES_MAX);
        boolean ready = client.isWritable();
        while (ready && position < until) {
            ByteBuf piece =
                    sending.body()
                            .piece(position, (int) Math.min(PIECE_BYTES_MAX, until - position));
            int size = piece.readableBytes();
            out.body(piece, size);
            piece.release();
            position += size;
        }
        boolean done = position == end;
        boolean more = position < Math.min(end, written);
        if (done) {
            out.end(loop.cachedHeads.noTrailers());
        }
        exchange.touch();
        exchange.delivered(out.close());
        if (done) {
            exchange.finish(true);
        } else if (more && client.isWritable()) {
            goOnSoon(); // nobody will say that the client takes more: it never ceased to
        }
    }

    // ---- the exchange's events ----

    void clientWritable() {
        Fetch led = fetch;
        if (piped && led != null) {
            led.leaderWritable();
        } else if (loop.outbox.isOpen()) {
            goOnSoon(); // a write in the middle of an answer, perhaps this one, has flushed
        } else if (answer != null && position < end) {
            send();
        }
    }

    private void goOnSoon() {
        if (!loop.eventLoop.isShuttingDown()) {
            loop.eventLoop.execute(() -> {
                clientWritable();
                loop.flush();
            });
        }
    }

    void check(long now) {
        boolean waits = fill != null && answer == null && fetch == null;
        if (waits && now - since > cache.config().waitMax().toNanos()) {
            since = now;
            goAlone();
        }
    }

    /// The exchange is over, well or badly.
    void end() {
        Fetch led = fetch;
        fetch = null;
        if (led != null) {
            led.leaderGone(piped);
        }
        leave();
        if (answer != null && !shared) {
            answer.body().drop();
        }
        answer = null;
        shared = false;
        piped = false;
        coalesced = false;
        loads = false;
        key = null;
        policy = null;
    }

    /// The application has answered a request that went past the cache.
    void passedAnswer(ResponseHead head) {
        CacheKey changed = key;
        Method method = exchange.method();
        RequestHead request = exchange.head();
        if (policy == null || request.hostEnd() == request.hostStart()) {
            return;
        }
        if (changed == null) {
            changed =
                    CacheKey.of(
                            request,
                            client.forwarded().secure(),
                            Query.without(request, requireNonNull(policy).ignoredQuery()));
        }
        if (method == Method.HEAD) {
            cache.headSeen(changed, head);
        } else if (!method.isSafe() && head.status() < 400) {
            cache.changed(changed, head.value("location"), head.value("content-location"));
        }
    }

    private void leave() {
        Fill left = fill;
        fill = null;
        if (left != null) {
            left.leave(this);
        }
    }

    private long now() {
        return loop.proxy.clock().millis();
    }
}
