package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeLimits;
import tenfold.edge.http.BodyDecoder;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.HeadWriter;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.http.Trailers;
import tenfold.edge.opening.ProxyHeader;

/// One connection to a target: idle in its [Lane], or lent to exactly one [Exchange].
///
/// It goes back to the lane only after a response that ended where its framing says, to a request
/// that was sent whole, with nothing behind it. Any doubt closes it.
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Carrier {
    private static final int INTERIM_MAX = 16;
    private static final long SECOND_NANOS = 1_000_000_000L;

    final Lane lane;
    private final Loop loop;
    private final ResponseHead head;
    private final BodyDecoder body;
    private final long bornNanos;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private @Nullable Tunnel tunnel;
    private BodyFraming framing = BodyFraming.NONE;
    private boolean begun;
    private boolean broken;
    private boolean ofOneClient;
    private boolean chunked;
    private boolean paused;
    private int interims;
    private long idleUntil;

    private UpstreamConnection(Loop loop, Lane lane) {
        this.loop = loop;
        this.lane = lane;
        head = new ResponseHead(loop.proxy.headLimits());
        body = new BodyDecoder(loop.proxy.headLimits());
        bornNanos = System.nanoTime();
    }

    /// Connects for `search`, which hears of the outcome unless it has ended before.
    static void open(Loop loop, Lane lane, TargetSearch search) {
        EdgeLimits.Upstream limits = loop.proxy.limits().upstream();
        var connection = new UpstreamConnection(loop, lane);
        int ticket = search.ticket();
        lane.upstream.connecting();
        new Bootstrap()
                .group(loop.eventLoop)
                .channel(loop.channelType)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connectMax().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(connection)
                .connect(lane.upstream.target().address().toSocketAddress())
                .addListener(future -> {
                    if (future.isSuccess()) {
                        connection.announce(search);
                        var _ =
                                connection
                                        .context()
                                        .channel()
                                        .closeFuture()
                                        .addListener(_ -> lane.upstream.disconnected());
                        search.connected(connection, ticket);
                    } else {
                        lane.upstream.disconnected();
                        search.connectFailed(requireNonNull(future.cause()), ticket);
                    }
                    loop.flush();
                });
    }

    /// Tells the target who the client is, if it wants to know: then nobody else may use the
    /// connection.
    private void announce(TargetSearch search) {
        if (lane.upstream.check().speaks().proxyHeader()) {
            ofOneClient = true;
            byte[] header = ProxyHeader.write(search.ends());
            var _ = context().write(Unpooled.wrappedBuffer(header), context().voidPromise());
            loop.touch(context());
        }
    }

    ChannelHandlerContext context() {
        return requireNonNull(context);
    }

    @Override
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    boolean isFresh(long now) {
        return context().channel().isActive()
                && now - idleUntil < 0
                && now - bornNanos < loop.proxy.limits().upstream().lifeMax().toNanos();
    }

    @Override
    public void send(Exchange borrower, RequestHead request, long id) {
        exchange = borrower;
        begun = false;
        interims = 0;
        head.clear();
        chunked = request.body() == BodyFraming.CHUNKED;
        Forwarded forwarded = borrower.client().forwarded();
        Outbox out = loop.outbox;
        HeadWriter.request(
                out.sink(), request, forwarded.hostOfEdge(), forwarded.lines(request), id);
        out.open(context());
        out.head(0);
        out.close();
    }

    @Override
    public void openBody() {
        loop.outbox.open(context());
    }

    @Override
    public void body(ByteBuf in, int size) {
        loop.outbox.body(in, size, chunked);
    }

    @Override
    public void endBody(Trailers ending) {
        if (chunked) {
            loop.outbox.lastChunk(ending);
        }
    }

    @Override
    public void closeBody() {
        loop.outbox.close();
    }

    /// The response's head; complete once the exchange was told of it.
    ResponseHead head() {
        return head;
    }

    @Override
    public Trailers trailers() {
        return body.trailers();
    }

    @Override
    public boolean hasAnswered() {
        return begun || interims > 0 || head.begun();
    }

    /// The connection is kept if nothing speaks against it.
    @Override
    public void release(boolean clean) {
        exchange = null;
        if (clean
                && begun
                && !ofOneClient
                && tunnel == null
                && head.keepsAlive()
                && framing != BodyFraming.UNTIL_CLOSE) {
            resume();
            idleUntil = loop.coarseNow() + idleNanos();
            lane.give(this);
        } else {
            close();
        }
    }

    void close() {
        var _ = context().close();
    }

    void pauseReading() {
        if (!paused) {
            paused = true;
            Disconnect.read(context().channel(), false);
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            Disconnect.read(context().channel(), true);
        }
    }

    void becomeTunnel(Tunnel made) {
        tunnel = made;
        context().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /// Sends what is written, then tells the target that nothing more will come.
    void endOutput() {
        context()
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> {
                    var _ = ((DuplexChannel) context().channel()).shutdownOutput();
                });
    }

    @Override
    public void releaseAfterSending() {
        exchange = null;
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        Exchange current = exchange;
        if (current != null && tunnel != null) {
            tunnel.fromUpstream(in);
            return;
        }
        try {
            if (current == null) {
                // An answer to nothing: whoever sent it cannot be trusted with a request.
                lane.forget(this);
                close();
            } else {
                read(in, current);
            }
        } catch (HttpViolation violation) {
            current.upstreamBroke(violation);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        loop.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.upstreamWritabilityChanged();
        }
        loop.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && exchange != null && tunnel != null) {
            tunnel.upstreamEnded();
            loop.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current == null) {
            lane.forget(this);
        } else {
            current.upstreamGone(begun && !broken && body.end());
        }
        loop.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken = true;
        if (!Disconnect.caused(cause)) {
            loop.proxy.faults().accept(cause);
        }
        close();
    }

    private void read(ByteBuf in, Exchange current) throws HttpViolation {
        Answer out = current.client().answer();
        out.open();
        boolean done = false;
        try {
            while (!begun && in.isReadable()) {
                if (!head.offer(in)) {
                    return;
                }
                if (!takeHead(current, out, in)) {
                    return;
                }
            }
            current.touch();
            done = relay(in, out);
        } finally {
            current.delivered(out.close());
        }
        if (done) {
            current.answered(!in.isReadable());
        } else if (!current.client().isWritable()) {
            pauseReading();
        }
    }

    /// Passes a whole head on; false when what follows is no longer HTTP.
    private boolean takeHead(Exchange current, Answer out, ByteBuf in) throws HttpViolation {
        if (head.status() == 101) {
            current.switchProtocols(this);
            if (in.isReadable()) {
                out.body(in, in.readableBytes());
            }
            return false;
        }
        if (head.isInterim()) {
            if (++interims > INTERIM_MAX) {
                throw new HttpViolation(502, "too many interim responses");
            }
            current.interim(head);
            head.clear();
            return true;
        }
        if (current.asksAnother(head)) {
            return false;
        }
        begun = true;
        framing = head.body(current.method());
        body.start(framing, head.contentLength());
        current.answerBegins(head, in.readableBytes());
        return true;
    }

    private boolean relay(ByteBuf in, Answer out) throws HttpViolation {
        if (!begun) {
            return false;
        }
        for (int size = body.next(in); size > 0; size = body.next(in)) {
            out.body(in, size);
            body.took(size);
        }
        if (body.done()) {
            out.end(body.trailers());
        }
        return body.done();
    }

    private long idleNanos() {
        long most = loop.proxy.limits().upstream().idleMax().toNanos();
        int announced = head.keepAliveSeconds();
        // One second less than the target says: it must never close while a request is on its way.
        return announced < 0 ? most : Math.min(most, (announced - 1) * SECOND_NANOS);
    }
}
