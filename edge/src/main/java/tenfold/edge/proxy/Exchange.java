package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Flaw;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.http.Trailers;

/// One request and its answer, from the request's head to the last byte or the end of the tunnel. A
/// [Client] has one, used again for each request.
///
/// The stages: a [TargetSearch] finds a connection; the head is sent, and the [RequestBody] follows
/// as it comes; the answer is passed on, or both connections become a [Tunnel]. On a route with a
/// cache policy a [CacheVisit] comes first, and may answer. The [Account] keeps what is to be said
/// about it. A request is sent again only when no byte of an answer has come and [Retry] says that
/// it is safe.
final class Exchange {
    private enum Stage {
        NONE,
        /// Answered by the cache, or waiting for what it fetches.
        CACHED,
        SEARCHING,
        SENT,
        ANSWERING,
        TUNNEL
    }

    private final Client client;
    private final Loop loop;
    private final Account account;
    private final RequestBody requestBody;
    private final Routing routing;
    private final Gate gate;
    private final ExchangeClock clock;
    private final TargetSearch search;
    private Stage stage = Stage.NONE;
    private @Nullable CacheVisit visit;
    private @Nullable RequestHead head;
    private @Nullable Carrier upstream;
    private @Nullable Tunnel tunnel;
    private Method method = Method.OTHER;
    private boolean closes;

    Exchange(Client client) {
        this.client = client;
        loop = client.loop();
        account = new Account(loop, client.forwarded(), client.isCounted());
        requestBody = new RequestBody(loop, account, client instanceof ClientConnection);
        routing = new Routing(account, client);
        gate = new Gate(client, account);
        clock = new ExchangeClock(this, account, requestBody);
        search = new TargetSearch(this, routing, account);
    }

    Client client() {
        return client;
    }

    /// The current request's.
    RequestHead head() {
        return requireNonNull(head);
    }

    Method method() {
        return method;
    }

    boolean isRequestWhole() {
        return requestBody.isWhole();
    }

    void begin(RequestHead request) {
        if (open(request) && isAdmitted(request) && !isForCache(request)) {
            loop.retryBudget.onRequest();
            stage = Stage.SEARCHING;
            search.begin();
        }
    }

    private boolean open(RequestHead request) {
        head = request;
        method = request.method();
        closes = !request.keepsAlive() || client.isLast();
        account.open(request);
        boolean fits = requestBody.start(request);
        if (!fits) {
            answer(ErrorPage.BODY_TOO_LARGE);
        }
        return fits;
    }

    private boolean isAdmitted(RequestHead request) {
        ErrorPage refusal = gate.refusal(request, routing.begin(request));
        closes |= gate.closes();
        if (refusal != null) {
            answer(refusal);
        }
        return refusal == null;
    }

    private boolean isForCache(RequestHead request) {
        Way found = routing.way(request);
        if (found == null || !gate.isForCache(request, found)) {
            return false;
        }
        CacheVisit visiting = visit;
        if (visiting == null) {
            visiting = new CacheVisit(this, client, loop.proxy.cache());
            visit = visiting;
        }
        stage = Stage.CACHED;
        return visiting.begin(request, found);
    }

    /// Answers a request that was not understood, perhaps for a flaw in its framing, and ends the
    /// connection.
    void refuse(@Nullable RequestHead unfinished, ErrorPage page, @Nullable Flaw flaw) {
        head = unfinished;
        method = Method.OTHER;
        closes = true;
        account.open(unfinished);
        gate.flawed(flaw);
        requestBody.isUnknown();
        answer(page);
    }

    /// Whether the client's bytes can be used now.
    boolean takesBytes() {
        return upstream == null
                || (isRequestWhole() && stage != Stage.TUNNEL)
                || upstream.isWritable();
    }

    /// Sends on what has come of the request's body.
    void relayRequestBody() {
        ByteBuf in = client.pending();
        Carrier to = upstream;
        if (to == null || isRequestWhole()) {
            return;
        }
        try {
            if (in != null && in.isReadable()) {
                touch();
                requestBody.relay(in, to);
            }
            Trailers trailers = client.ending();
            if (trailers != null && !isRequestWhole()) {
                requestBody.end(trailers, to);
            }
        } catch (HttpViolation violation) {
            closes = true;
            fail(ErrorPage.ofViolation(violation.status(), violation.reason()));
        }
    }

    /// The search has found a connection: the request goes out on it.
    void send(Carrier carrier) {
        upstream = carrier;
        stage = Stage.SENT;
        touch();
        RequestHead request = head();
        routing.change(request);
        carrier.send(this, request, account.id());
    }

    // ---- the answer comes ----

    void interim(ResponseHead interim) {
        touch();
        client.answer().interim(head(), interim);
    }

    void answerBegins(ResponseHead answer, int following) {
        stage = Stage.ANSWERING;
        search.answered(answer.status());
        routing.change(answer, search.target());
        if (visit != null) {
            visit.passedAnswer(answer);
        }
        gate.answered(head(), answer);
        account.answered(answer.status());
        closes |= !isRequestWhole() || client.isLast();
        closes = client.answer().head(head(), answer, closes, account.id(), following);
    }

    /// `piped` is the head of an answer that passes through the cache; without one, the loop's
    /// [CachedHeads] hold that of a stored answer.
    void answerFromCache(int status, @Nullable ResponseHead piped, int following) {
        account.answered(status);
        closes |= client.isLast();
        Answer out = client.answer();
        closes =
                piped == null
                        ? out.stored(head(), loop.cachedHeads, closes, account.id(), following)
                        : out.head(head(), piped, closes, account.id(), following);
    }

    /// Bytes move: the exchange is not idle.
    void touch() {
        clock.touch();
    }

    void delivered(long bytes) {
        account.delivered(bytes);
    }

    /// The answer has ended; `clean` when nothing stood behind it.
    void answered(boolean clean) {
        Carrier from = requireNonNull(upstream);
        upstream = null;
        from.release(clean && isRequestWhole() && !gate.parts());
        finish(true);
    }

    void upstreamBroke(HttpViolation violation) {
        closes = true;
        fail(ErrorPage.BAD_ANSWER);
    }

    /// The target ended the connection; `asEnd` when that is how its answer ends.
    void upstreamGone(boolean asEnd) {
        Carrier from = requireNonNull(upstream);
        if (stage == Stage.TUNNEL) {
            upstream = null;
            finish(true);
        } else if (asEnd) {
            Answer answer = client.answer();
            answer.open();
            answer.end(from.trailers());
            delivered(answer.close());
            answered(false);
        } else if (!from.hasAnswered() && search.mayRetry()) {
            upstream = null;
            searchAgain();
        } else {
            fail(ErrorPage.NO_ANSWER);
        }
    }

    /// The target has not looked at the request: it may go elsewhere if all of it still can.
    void upstreamRefused() {
        upstream = null;
        stage = Stage.SEARCHING;
        if (requestBody.isUntouched() && search.again()) {
            client.pump();
        } else {
            fail(ErrorPage.NO_ANSWER);
        }
    }

    /// Whether another target is asked instead of passing this answer on.
    boolean asksAnother(ResponseHead answer) {
        boolean another = search.mayRetry(answer.status());
        if (another) {
            leaveTarget();
            searchAgain();
        }
        return another;
    }

    /// The route gives one attempt no longer than this; the last one may go on.
    void tryTimedOut() {
        boolean waits = stage == Stage.SENT && !requireNonNull(upstream).hasAnswered();
        if (waits && search.mayRetry()) {
            leaveTarget();
            searchAgain();
        }
    }

    private void searchAgain() {
        stage = Stage.SEARCHING;
        search.retry();
    }

    private void leaveTarget() {
        Carrier from = upstream;
        upstream = null;
        if (from != null) {
            from.release(false);
        }
    }

    void switchProtocols(UpstreamConnection from) throws HttpViolation {
        if (!head().wantsUpgrade() || !from.head().acceptsUpgrade()) {
            throw new HttpViolation(502, "a switch of protocols that nobody asked for");
        }
        stage = Stage.TUNNEL;
        account.answered(from.head().status());
        routing.change(from.head(), search.target());
        closes = true;
        tunnel = new Tunnel(this, from);
        tunnel.begin();
    }

    /// The tunnel passes on bytes of the client.
    void received(long bytes) {
        account.received(bytes);
        touch();
    }

    /// Both directions of the tunnel have ended.
    void tunnelEnded() {
        leaveTarget();
        finish(true);
    }

    // ---- back-pressure, clock and endings ----

    void clientWritable() {
        if (upstream != null) {
            upstream.resume();
        } else if (stage == Stage.CACHED) {
            requireNonNull(visit).clientWritable();
        }
    }

    void upstreamWritabilityChanged() {
        touch();
        client.updateReading();
    }

    void check(long now) {
        switch (stage) {
            case CACHED -> requireNonNull(visit).check(now);
            case SEARCHING -> search.check(now);
            case SENT -> clock.checkSent(now, requireNonNull(upstream).isWritable());
            case ANSWERING -> clock.checkAnswering(now, search.target());
            case TUNNEL -> clock.checkTunnel(now, search.target(), requireNonNull(tunnel));
            case NONE -> {}
        }
    }

    /// The client sends nothing more, but may still read.
    void clientInputEnded() {
        if (!isRequestWhole()) {
            client.close();
        }
    }

    void clientGone() {
        if (!account.isAnswered()) {
            account.clientGone();
        }
        boolean tunnelEnd = stage == Stage.TUNNEL;
        Carrier from = upstream;
        upstream = null;
        if (from != null && tunnelEnd) {
            from.releaseAfterSending();
        } else if (from != null) {
            from.release(false);
        }
        finish(tunnelEnd);
    }

    /// Ends the exchange badly: with an error page if nothing of an answer was sent, else by
    /// cutting it off, which is the only way to say that it is not whole.
    void fail(Page page) {
        if (account.isAnswered()) {
            client.close();
            return;
        }
        answer(page);
    }

    /// Answers with a page of the edge's own.
    void answer(Page page) {
        leaveTarget();
        account.ended(page);
        closes |= !isRequestWhole() || client.isLast();
        Answer own = client.answer();
        own.open();
        own.page(page, head, closes, account.id());
        delivered(own.close());
        finish(true);
    }

    void finish(boolean whole) {
        stage = Stage.NONE;
        tunnel = null;
        if (visit != null) {
            visit.end();
        }
        account.close(head, search.target(), whole);
        search.end();
        RequestHead done = head;
        head = null;
        if (done != null && client.isCounted()) {
            loop.giveHead(done);
        }
        client.exchangeEnded(closes, isRequestWhole());
    }
}
