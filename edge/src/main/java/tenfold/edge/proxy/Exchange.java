package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeLimits;
import tenfold.edge.Limit;
import tenfold.edge.http.BodyDecoder;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.HeadWriter;
import tenfold.edge.http.HeadWriter.Delivery;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.proxy.Tally.Count;
import tenfold.edge.target.Health.Finding;
import tenfold.edge.target.Upstream;
import tenfold.edge.target.UpstreamGroup;

/// One request and its answer, from the request's head to the last byte or the end of the tunnel. A
/// client connection has one, used again for each request.
///
/// The stages: choose a target; wait for one if there is none; connect unless a connection is idle;
/// send; stream the answer. A request is sent again only when no byte of an answer has come and
/// [Retry] says that it is safe.
final class Exchange {
    private enum Stage {
        NONE,
        WAITING,
        CONNECTING,
        SENT,
        ANSWERING,
        TUNNEL
    }

    private final ClientConnection client;
    private final Loop loop;
    private final EdgeLimits limits;
    private final BodyDecoder requestBody;
    private Stage stage = Stage.NONE;
    private @Nullable RequestHead head;
    private @Nullable Upstream target;
    private @Nullable UpstreamConnection upstream;
    private Method method = Method.OTHER;
    private Delivery delivery = Delivery.KEEP;
    private boolean requestWhole;
    private boolean closes;
    private boolean answerStarted;
    private boolean clientEnded;
    private boolean upstreamEnded;
    private int ticket;
    private int status;
    private int attempts;
    private int retries;
    private long id;
    private long startedNanos;
    private long since;
    private long waitUntil;
    private long bytesIn;
    private long bytesOut;

    Exchange(ClientConnection client) {
        this.client = client;
        loop = client.loop;
        limits = loop.proxy.limits();
        requestBody = new BodyDecoder(loop.proxy.headLimits());
    }

    ClientConnection client() {
        return client;
    }

    Method method() {
        return method;
    }

    boolean isRequestWhole() {
        return requestWhole;
    }

    /// Names the current attempt: what belongs to an older one is ignored.
    int ticket() {
        return ticket;
    }

    // ---- the request comes ----

    void begin(RequestHead request) {
        reset(request);
        method = request.method();
        closes = !request.keepsAlive() || client.isLast();
        requestBody.start(request.body(), request.contentLength());
        requestWhole = requestBody.done();
        bytesIn = request.size();
        loop.retryBudget.onRequest();
        if (request.contentLength() > limits.message().bodyBytesMax()) {
            loop.tally.hit(Limit.BODY);
            answer(ErrorPage.BODY_TOO_LARGE);
            return;
        }
        attempt(null);
    }

    /// Answers a request that was not understood, and ends the connection.
    void refuse(@Nullable RequestHead unfinished, ErrorPage page) {
        reset(unfinished);
        method = Method.OTHER;
        bytesIn = unfinished == null ? 0 : unfinished.size();
        closes = true;
        requestWhole = false;
        answer(page);
    }

    private void reset(@Nullable RequestHead request) {
        ticket++;
        head = request;
        id = loop.nextId();
        startedNanos = System.nanoTime();
        since = startedNanos;
        waitUntil = 0;
        status = 0;
        attempts = 0;
        retries = 0;
        bytesIn = 0;
        bytesOut = 0;
        answerStarted = false;
        clientEnded = false;
        upstreamEnded = false;
    }

    /// Whether the client's bytes can be used now.
    boolean takesBytes() {
        return upstream == null || (requestWhole && stage != Stage.TUNNEL) || upstream.isWritable();
    }

    /// Sends on what has come of the request's body.
    void relayRequestBody() {
        ByteBuf in = client.pending();
        UpstreamConnection to = upstream;
        if (in == null || to == null || requestWhole || !in.isReadable()) {
            return;
        }
        try {
            Outbox out = loop.outbox;
            out.open(to.context());
            try {
                relayRequestBody(in, out);
            } finally {
                out.close();
            }
        } catch (HttpViolation violation) {
            closes = true;
            fail(ErrorPage.ofViolation(violation.status(), violation.reason()));
        }
    }

    private void relayRequestBody(ByteBuf in, Outbox out) throws HttpViolation {
        boolean chunked = requireNonNull(head).body() == BodyFraming.CHUNKED;
        for (int size = requestBody.next(in); size > 0; size = requestBody.next(in)) {
            bytesIn += size;
            if (bytesIn - requireNonNull(head).size() > limits.message().bodyBytesMax()) {
                loop.tally.hit(Limit.BODY);
                throw new HttpViolation(413, "its body is above the limit");
            }
            out.body(in, size, chunked);
            requestBody.took(size);
        }
        since = loop.coarseNow();
        if (requestBody.done()) {
            requestWhole = true;
            if (chunked) {
                out.lastChunk(requestBody.trailers());
            }
        }
    }

    // ---- a target is found ----

    private void attempt(@Nullable Upstream failed) {
        UpstreamGroup group = loop.proxy.routes().find(requireNonNull(head));
        if (group == null) {
            answer(ErrorPage.NO_ROUTE);
            return;
        }
        Upstream chosen = group.choose(loop.random(), failed);
        if (chosen == null) {
            await();
            return;
        }
        attempts++;
        ticket++;
        target = chosen;
        chosen.begin();
        Lane lane = loop.lane(chosen);
        UpstreamConnection idle = lane.take(loop.coarseNow());
        if (idle == null) {
            stage = Stage.CONNECTING;
            UpstreamConnection.open(loop, lane, this);
        } else {
            send(idle);
        }
    }

    /// Nobody can take the request now: it waits for someone to come up.
    private void await() {
        if (waitUntil == 0) {
            waitUntil = System.nanoTime() + limits.waiting().waitMax().toNanos();
        }
        if (loop.waiting.size() >= limits.waiting().requestsMax()) {
            loop.tally.hit(Limit.WAITING_REQUESTS);
            answer(ErrorPage.TOO_MANY_WAIT);
            return;
        }
        stage = Stage.WAITING;
        loop.waiting.add(this);
    }

    /// The loop took this exchange from the waiting ones: somebody may be up.
    void wake() {
        if (stage == Stage.WAITING) {
            attempt(null);
            client.pump();
        }
    }

    void connected(UpstreamConnection connection, int attemptTicket) {
        if (attemptTicket == ticket && stage == Stage.CONNECTING) {
            send(connection);
            client.pump();
        } else {
            connection.close();
        }
    }

    void connectFailed(Throwable cause, int attemptTicket) {
        if (attemptTicket != ticket || stage != Stage.CONNECTING) {
            return;
        }
        Upstream failed = leaveTarget();
        failed.failed(System.nanoTime());
        boolean late = cause instanceof ConnectTimeoutException;
        if (late) {
            loop.tally.hit(Limit.CONNECT_TIME);
        } else if (cause instanceof ConnectException) {
            failed.found(new Finding.Refused("nothing listens on " + failed.target().address()));
            loop.proxy.upstreams().hurry(failed);
            attempts--; // a closed door costs nobody anything; that target is not chosen again
            // before it is up
        }
        if (attempts < Retry.ATTEMPTS_MAX) {
            countRetry();
            attempt(failed);
            client.pump();
        } else {
            answer(late ? ErrorPage.CONNECT_TIMEOUT : ErrorPage.NO_CONNECTION);
        }
    }

    private void send(UpstreamConnection connection) {
        upstream = connection;
        connection.lend(this);
        stage = Stage.SENT;
        since = loop.coarseNow();
        RequestHead request = requireNonNull(head);
        Outbox out = loop.outbox;
        HeadWriter.request(
                out.sink(),
                request,
                client.forwarded.hostOfEdge(),
                client.forwarded.lines(request),
                id);
        out.open(connection.context());
        out.head(0);
        out.close();
    }

    // ---- the answer comes ----

    void interim(ResponseHead interim, Outbox out) {
        since = loop.coarseNow();
        if (!requireNonNull(head).isVersion10()) {
            HeadWriter.interim(out.sink(), interim);
            out.head(0);
        }
    }

    void answerBegins(UpstreamConnection from, Outbox out, int following) {
        stage = Stage.ANSWERING;
        answerStarted = true;
        ResponseHead answer = from.head();
        status = answer.status();
        closes |= !requestWhole || client.isLast();
        boolean version10 = requireNonNull(head).isVersion10();
        if (version10) {
            closes |= isOfUnknownLength(from.framing());
            delivery = closes ? Delivery.CLOSE_10 : Delivery.KEEP_10;
        } else {
            delivery = closes ? Delivery.CLOSE : Delivery.KEEP;
        }
        HeadWriter.response(out.sink(), answer, method, delivery, id);
        out.head(following);
    }

    boolean sendsChunks() {
        boolean version10 = delivery == Delivery.KEEP_10 || delivery == Delivery.CLOSE_10;
        return !version10 && isOfUnknownLength(requireNonNull(upstream).framing());
    }

    private static boolean isOfUnknownLength(BodyFraming framing) {
        return framing == BodyFraming.CHUNKED || framing == BodyFraming.UNTIL_CLOSE;
    }

    /// Bytes move: the answer is not idle.
    void touch() {
        since = loop.coarseNow();
    }

    void delivered(long bytes) {
        bytesOut += bytes;
        client.wrote(bytes);
    }

    /// The answer has ended; `clean` when nothing stood behind it.
    void answered(boolean clean) {
        UpstreamConnection from = requireNonNull(upstream);
        upstream = null;
        from.release(clean && requestWhole);
        finish(true);
    }

    void upstreamBroke(HttpViolation violation) {
        closes = true;
        fail(ErrorPage.BAD_ANSWER);
    }

    /// The target ended the connection; `asEnd` when that is how its answer ends.
    void upstreamGone(boolean asEnd) {
        UpstreamConnection from = requireNonNull(upstream);
        if (stage == Stage.TUNNEL) {
            upstream = null;
            finish(true);
            return;
        }
        if (asEnd) {
            Outbox out = loop.outbox;
            out.open(client.context());
            from.finishUntilClose(out, sendsChunks());
            delivered(out.close());
            answered(false);
            return;
        }
        boolean silent = !from.hasAnswered();
        if (silent && Retry.isSafe(requireNonNull(head), attempts)) {
            if (loop.retryBudget.take(System.nanoTime())) {
                upstream = null;
                Upstream failed = leaveTarget();
                failed.failed(System.nanoTime());
                countRetry();
                attempt(failed);
                return;
            }
            loop.tally.hit(Limit.RETRY_BUDGET);
        }
        fail(ErrorPage.NO_ANSWER);
    }

    private void countRetry() {
        retries++;
        loop.tally.add(Count.RETRIES, 1);
    }

    // ---- the tunnel ----

    void switchProtocols(UpstreamConnection from, Outbox out) throws HttpViolation {
        if (!requireNonNull(head).wantsUpgrade() || !from.head().acceptsUpgrade()) {
            throw new HttpViolation(502, "a switch of protocols that nobody asked for");
        }
        stage = Stage.TUNNEL;
        answerStarted = true;
        status = 101;
        closes = true;
        from.becomeTunnel();
        client.becomeTunnel();
        HeadWriter.switching(out.sink(), from.head());
        out.head(0);
        ByteBuf early = client.pending();
        if (early != null && early.isReadable()) {
            tunnelFromClient(early.readRetainedSlice(early.readableBytes()));
        }
    }

    void tunnelFromClient(ByteBuf in) {
        UpstreamConnection to = requireNonNull(upstream);
        bytesIn += in.readableBytes();
        since = loop.coarseNow();
        var _ = to.context().write(in, to.context().voidPromise());
        loop.touch(to.context());
        client.updateReading();
    }

    void tunnelFromUpstream(ByteBuf in) {
        since = loop.coarseNow();
        delivered(in.readableBytes());
        var _ = client.context().write(in, client.context().voidPromise());
        loop.touch(client.context());
        if (!client.isWritable()) {
            requireNonNull(upstream).pauseReading();
        }
    }

    void tunnelClientEnded() {
        clientEnded = true;
        if (upstreamEnded) {
            client.close();
        } else {
            requireNonNull(upstream).endOutput();
        }
    }

    void tunnelUpstreamEnded() {
        upstreamEnded = true;
        if (clientEnded) {
            UpstreamConnection from = requireNonNull(upstream);
            upstream = null;
            from.release(false);
            finish(true);
        } else {
            client.endOutput();
        }
    }

    // ---- back-pressure, clock and endings ----

    void clientWritable() {
        if (upstream != null) {
            upstream.resume();
        }
    }

    void upstreamWritabilityChanged() {
        since = loop.coarseNow();
        client.updateReading();
    }

    void check(long now) {
        switch (stage) {
            case WAITING -> {
                if (now - waitUntil > 0) {
                    loop.tally.hit(Limit.WAITING_TIME);
                    answer(ErrorPage.NOT_UP);
                }
            }
            case SENT -> checkSent(now);
            case ANSWERING, TUNNEL -> {
                boolean idle = now - since > limits.upstream().streamIdleMax().toNanos();
                if (idle && client.isWritable()) {
                    loop.tally.hit(Limit.STREAM_IDLE_TIME);
                    client.close();
                }
            }
            case CONNECTING, NONE -> {}
        }
        if (stage == Stage.ANSWERING && !requestWhole && client.sendsTooSlowly(now, bytesIn)) {
            loop.tally.hit(Limit.BODY_RATE);
            client.close();
        }
    }

    private void checkSent(long now) {
        if (!requestWhole && client.sendsTooSlowly(now, bytesIn)) {
            loop.tally.hit(Limit.BODY_RATE);
            closes = true;
            fail(ErrorPage.SLOW_BODY);
            return;
        }
        boolean ours = requestWhole || !requireNonNull(upstream).isWritable();
        if (ours && now - since > limits.upstream().responseMax().toNanos()) {
            loop.tally.hit(Limit.RESPONSE_TIME);
            fail(ErrorPage.RESPONSE_TIMEOUT);
        }
    }

    /// The client sends nothing more, but may still read.
    void clientInputEnded() {
        if (!requestWhole) {
            client.close();
        }
    }

    void clientGone() {
        status = answerStarted ? status : 499;
        boolean tunnelEnd = stage == Stage.TUNNEL;
        UpstreamConnection from = upstream;
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
    private void fail(ErrorPage page) {
        if (answerStarted) {
            client.close();
            return;
        }
        answer(page);
    }

    private void answer(ErrorPage page) {
        UpstreamConnection from = upstream;
        upstream = null;
        if (from != null) {
            from.release(false);
        }
        status = page.status();
        closes |= !requestWhole || client.isLast();
        Outbox out = loop.outbox;
        page.write(out.sink(), head, closes, id);
        out.open(client.context());
        out.head(0);
        delivered(out.close());
        finish(true);
    }

    private Upstream leaveTarget() {
        Upstream left = requireNonNull(target);
        target = null;
        left.end();
        return left;
    }

    private void finish(boolean whole) {
        if (stage == Stage.WAITING) {
            loop.waiting.remove(this);
        }
        stage = Stage.NONE;
        ticket++;
        account(whole);
        RequestHead done = head;
        head = null;
        if (done != null) {
            loop.giveHead(done);
        }
        client.exchangeEnded(closes, requestWhole);
    }

    private void account(boolean whole) {
        long now = System.nanoTime();
        long micros = (now - startedNanos) / 1000;
        Tally tally = loop.tally;
        tally.add(Count.REQUESTS, 1);
        tally.add(Count.ofStatus(status), 1);
        tally.add(Count.BYTES_IN, bytesIn);
        tally.add(Count.BYTES_OUT, bytesOut);
        tally.latency(micros);
        Upstream served = target;
        AccessLine.write(
                loop.pen,
                new AccessLine(
                        loop.proxy.clock().millis(),
                        client.forwarded,
                        head,
                        status,
                        bytesIn,
                        bytesOut,
                        micros,
                        served,
                        retries,
                        id,
                        whole));
        if (served != null) {
            accountTarget(served, micros, now);
        }
    }

    private void accountTarget(Upstream served, long micros, long now) {
        Tally own = loop.lane(served).tally;
        own.add(Count.REQUESTS, 1);
        own.latency(micros);
        if (status >= 500) {
            own.add(Count.FAILURES, 1);
            served.failed(now);
        } else if (answerStarted) {
            served.succeeded(now);
        }
        leaveTarget();
    }
}
