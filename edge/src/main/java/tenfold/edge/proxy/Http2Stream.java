package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeLimits;
import tenfold.edge.Limit;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.Trailers;
import tenfold.edge.http2.ErrorCode;
import tenfold.edge.http2.Http2Violation;

/// One request on a connection of HTTP/2, and its answer: an [Exchange]'s client. Used again for
/// another stream when it has ended.
///
/// What the client sends is credited to it only when an instance has taken it: a body waits for at
/// most as long as the stream's window is.
final class Http2Stream implements Client, Http2Sender.Sending {
    private final Http2Connection connection;
    private final Exchange exchange;
    private final Http2Answer answer;
    private final EdgeLimits.Http2 limits;
    private final ClientPace pace;
    private final RateGuard shut;
    private final Backlog backlog = new Backlog();
    private final SendQueue sending = new SendQueue();
    private final Trailers trailers;
    private int id;
    private @Nullable Tunnel tunnel;
    private boolean running;
    private boolean clientEnded;
    private boolean silenceAllowed;
    private boolean queued;

    /// What a Content-Length still announces, or -1.
    private long announced;

    private int windowLeft;
    private int uncredited;
    private int owed;

    Http2Stream(Http2Connection connection) {
        this.connection = connection;
        EdgeLimits all = connection.loop.proxy.limits();
        limits = all.http2();
        pace = new ClientPace(all.client(), connection.loop.coarseNow());
        shut = new RateGuard(all.client().bytesPerSecondMin(), all.client().rateGrace().toNanos());
        trailers = new Trailers(connection.loop.proxy.headLimits());
        answer = new Http2Answer(connection, this);
        exchange = new Exchange(this);
    }

    int id() {
        return id;
    }

    // ---- the request comes ----

    void open(int streamId, boolean ends, boolean mayBeSilent) {
        id = streamId;
        running = true;
        clientEnded = ends;
        silenceAllowed = mayBeSilent;
        announced = -1;
        windowLeft = limits.streamWindow();
        uncredited = 0;
        owed = 0;
        trailers.clear();
        sending.open(streamId, connection.streams().initialWindow());
        pace.requestBegins(loop().coarseNow());
        shut.reset(loop().coarseNow(), 0);
    }

    void begin(RequestHead head) throws Http2Violation {
        announced = head.contentLength();
        checkAnnounced();
        exchange.begin(head);
    }

    void refuse(@Nullable RequestHead head, ErrorPage page) {
        exchange.refuse(head, page, null);
    }

    /// Takes `size` bytes of the body from `in`; `flow` is what they cost of the window.
    void data(ByteBuf in, int size, int flow, boolean ends) throws Http2Violation {
        checkOpen();
        windowLeft -= flow;
        if (windowLeft < 0) {
            throw violation(ErrorCode.FLOW_CONTROL_ERROR, "more than the stream's window");
        }
        clientEnded = ends;
        if (announced >= 0) {
            announced -= size;
            if (announced < 0) {
                throw violation(ErrorCode.PROTOCOL_ERROR, "more than Content-Length");
            }
        }
        checkAnnounced();
        uncredited += flow;
        if (!running) {
            settle();
        } else if (tunnel != null) {
            relayTunnel(in, size);
        } else {
            if (size > 0) {
                backlog.add(in.readRetainedSlice(size));
            }
            pump();
        }
    }

    /// The body ends with these trailers.
    void trailers(ByteSink lines) throws Http2Violation {
        checkOpen();
        clientEnded = true;
        checkAnnounced();
        try {
            trailers.offerWhole(lines);
        } catch (HttpViolation broken) {
            throw violation(ErrorCode.PROTOCOL_ERROR, broken.reason());
        }
        if (running) {
            pump();
        }
    }

    private void relayTunnel(ByteBuf in, int size) {
        Tunnel to = tunnel;
        if (to != null && size > 0) {
            to.fromClient(in.readRetainedSlice(size));
        }
        if (to != null && clientEnded && running) {
            to.clientEnded();
        }
        settle();
    }

    private void checkOpen() throws Http2Violation {
        if (clientEnded) {
            throw violation(ErrorCode.STREAM_CLOSED, "the stream was ended before");
        }
    }

    private void checkAnnounced() throws Http2Violation {
        if (clientEnded && announced > 0) {
            throw violation(ErrorCode.PROTOCOL_ERROR, "less than Content-Length");
        }
    }

    private Http2Violation violation(ErrorCode code, String message) {
        return Http2Violation.ofStream(id, code, message);
    }

    /// Gives the client its window back for what nobody has to keep any more.
    private void settle() {
        int free = uncredited - backlog.size();
        if (free <= 0 || (running && !exchange.takesBytes())) {
            return;
        }
        uncredited -= free;
        connection.credit(free);
        owed += free;
        if (running && !clientEnded && owed >= limits.streamWindow() / 2) {
            windowLeft += owed;
            connection.sendWindow(id, owed);
            owed = 0;
        }
    }

    // ---- the answer goes ----

    void send(ByteBuf in, int size, boolean last) {
        Outbox out = loop().outbox;
        spend(sending.data(in, size, last, out, connection.sender().window()));
        queue();
    }

    void sendEnd(@Nullable ByteSink block) {
        sending.end(block, loop().outbox);
    }

    private void spend(int bytes) {
        connection.sender().spend(bytes);
        if (bytes > 0) {
            connection.sentData();
        }
    }

    void sentEnd() {
        sending.ended();
    }

    /// The client widens the window, of this stream or of all.
    boolean widen(long more) {
        boolean valid = sending.widen(more);
        queue();
        return valid;
    }

    @Override
    public boolean sendNext() {
        int taken = sending.next(loop().outbox, connection.sender().window());
        spend(taken);
        queued = false;
        queue();
        return taken > 0;
    }

    @Override
    public void sentSome() {
        if (!sending.isEmpty()) {
            return;
        }
        if (running) {
            exchange.clientWritable();
        } else if (sending.hasEnded()) {
            finish();
        }
    }

    private void queue() {
        if (!queued && !sending.isEmpty() && !sending.isShut()) {
            queued = true;
            connection.sender().add(this);
        }
    }

    // ---- the exchange's view ----

    @Override
    public Loop loop() {
        return connection.loop;
    }

    @Override
    public Forwarded forwarded() {
        return connection.forwarded;
    }

    @Override
    public Answer answer() {
        return answer;
    }

    @Override
    public boolean isLast() {
        return false;
    }

    @Override
    public boolean isWritable() {
        return sending.isEmpty() && connection.channel().isWritable();
    }

    @Override
    public @Nullable ByteBuf pending() {
        return backlog.bytes();
    }

    @Override
    public @Nullable Trailers ending() {
        return clientEnded ? trailers : null;
    }

    @Override
    public void pump() {
        exchange.relayRequestBody();
        backlog.trim();
        settle();
    }

    @Override
    public void updateReading() {
        backlog.trim();
        settle();
    }

    @Override
    public boolean sendsTooSlowly(long now, long received) {
        return pace.sendsTooSlowly(now, received, silenceAllowed || !exchange.takesBytes());
    }

    @Override
    public void becomeTunnel(Tunnel made) {
        tunnel = made;
    }

    @Override
    public void endOutput() {
        Outbox out = loop().outbox;
        out.open(connection.context());
        sendEnd(null);
        connection.wrote(out.close());
    }

    @Override
    public void exchangeEnded(boolean closes, boolean requestWhole) {
        running = false;
        backlog.release();
        settle();
        if (tunnel != null && !sending.hasEnded()) {
            endOutput();
        }
        if (sending.hasEnded()) {
            finish();
        }
    }

    /// Breaks the answer off: the client sees that it is not whole.
    @Override
    public void close() {
        connection.remove(this, ErrorCode.INTERNAL_ERROR);
    }

    @Override
    public void breakOff(ErrorCode code) {
        connection.remove(this, code);
    }

    // ---- clock and endings ----

    void channelWritable() {
        if (running && sending.isEmpty()) {
            exchange.clientWritable();
        }
    }

    void check(long now) {
        if (running) {
            exchange.check(now);
        }
        if (!sending.isShut()) {
            shut.reset(now, sending.sent());
        } else if (shut.tooSlow(now, sending.sent())) {
            loop().tally.hit(Limit.READ_RATE);
            connection.remove(this, ErrorCode.CANCEL);
        }
    }

    boolean isRunning() {
        return running;
    }

    boolean hasClientEnded() {
        return clientEnded;
    }

    /// The stream is no more; only the connection calls this.
    void gone() {
        sending.release();
        queued = false;
        tunnel = null;
        if (running) {
            running = false;
            exchange.clientGone();
        }
        backlog.release();
        settle();
    }

    /// The answer was sent whole.
    private void finish() {
        connection.ended(this);
    }
}
