package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeLimits;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http2.ErrorCode;
import tenfold.edge.http2.FrameReader;
import tenfold.edge.http2.FrameWriter;
import tenfold.edge.http2.Http2Violation;
import tenfold.edge.http2.RequestBlock;

/// One connection of HTTP/2 to a target, without TLS, from the first byte on (RFC 9113 section
/// 3.3): shared by as many requests of its event loop as the target allows.
///
/// It takes no new streams once the target has said GOAWAY, it is old, or it was silent while
/// somebody waited; it ends with its last stream. A link that ends takes its streams with it.
final class UpstreamLink extends ChannelInboundHandlerAdapter {
    /// What a target may be asked before it has said how much it takes; most say at least this.
    static final int STREAMS_AT_FIRST = 100;

    private static final int STREAMS_MAX = 10_000;

    private enum Phase {
        CONNECTING,
        OPEN,
        /// No new streams.
        ENDING,
        CLOSED
    }

    private record Waiter(TargetSearch search, int ticket) {}

    final Loop loop;
    private final Lane lane;
    private final EdgeLimits.Http2 limits;
    private final LinkStreams streams = new LinkStreams();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final Backlog backlog = new Backlog();
    private final FrameReader reader;
    private final RequestBlock requestBlock = new RequestBlock();
    private final Http2Sender sender;
    private final Pulse pulse = new Pulse();
    private final ByteSink control = new ByteSink(128);
    private final ByteSink text = new ByteSink(1024);
    private Phase phase = Phase.CONNECTING;
    private @Nullable ChannelHandlerContext context;
    private boolean reading;
    private int streamsMax;
    private int owed;
    private long born;
    private long idleSince;

    private UpstreamLink(Loop loop, Lane lane) {
        this.loop = loop;
        this.lane = lane;
        EdgeLimits all = loop.proxy.limits();
        limits = all.http2();
        streamsMax = lane.streamsMax();
        sender = new Http2Sender(loop, this::context, _ -> {}, all.client());
        reader = new FrameReader(new UpstreamFrames(this), all.http2BlockBytesMax());
    }

    /// Connects; whoever waits hears of the outcome.
    static UpstreamLink open(Loop loop, Lane lane) {
        EdgeLimits.Upstream limits = loop.proxy.limits().upstream();
        var link = new UpstreamLink(loop, lane);
        lane.upstream.connecting();
        new Bootstrap()
                .group(loop.eventLoop)
                .channel(loop.channelType)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connectMax().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(link)
                .connect(lane.upstream.target().address().toSocketAddress())
                .addListener(future -> {
                    if (future.isSuccess()) {
                        link.opened();
                    } else {
                        link.failed(requireNonNull(future.cause()));
                    }
                    loop.flush();
                });
        return link;
    }

    // ---- streams ----

    boolean hasRoom() {
        return (phase == Phase.OPEN || phase == Phase.CONNECTING)
                && streams.count() + waiters.size() < streamsMax
                && !streams.isExhausted();
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    /// The search hears of the outcome of connecting.
    void await(TargetSearch search) {
        waiters.add(new Waiter(search, search.ticket()));
    }

    LinkStreams streams() {
        return streams;
    }

    void sendHead(
            UpstreamStream stream, Client client, RequestHead request, long id, boolean ends) {
        ByteSink block =
                requestBlock.head(
                        request,
                        client.forwarded().hostOfEdge(),
                        client.forwarded().lines(request),
                        id);
        Outbox out = loop.outbox;
        out.open(context());
        FrameWriter.headers(out.sink(), stream.id(), block, ends);
        out.head(0);
        out.close();
    }

    /// The stream is over; the target is told with `code` unless it knows.
    void end(UpstreamStream stream, @Nullable ErrorCode code) {
        if (streams.remove(stream)) {
            if (code != null) {
                FrameWriter.reset(control.clear(), stream.id(), code);
                sendControl();
            }
            sender.remove(stream);
            idleSince = loop.coarseNow();
            closeIfDone();
        }
    }

    // ---- windows and writing ----

    ChannelHandlerContext context() {
        return requireNonNull(context);
    }

    Http2Sender sender() {
        return sender;
    }

    RequestBlock requestBlock() {
        return requestBlock;
    }

    /// Scratch for one head.
    ByteSink text() {
        return text;
    }

    boolean isWritable() {
        return context().channel().isWritable();
    }

    int streamWindow() {
        return limits.streamWindow();
    }

    void streamsMax(long count) {
        streamsMax = (int) Math.min(count, STREAMS_MAX);
        lane.streamsMax(streamsMax);
    }

    /// Bytes of the connection's window were taken. It is given back at once: what one slow client
    /// leaves unread is bounded by its stream's window, and must not stop the others.
    void credit(int bytes) {
        owed += bytes;
        if (owed >= limits.connectionWindow() / 2) {
            sendWindow(0, owed);
            owed = 0;
        }
    }

    void sendWindow(int id, int bytes) {
        FrameWriter.window(control.clear(), id, bytes);
        sendControl();
    }

    /// Scratch for a frame; [#sendControl] sends it.
    ByteSink control() {
        return control.clear();
    }

    void sendControl() {
        if (phase != Phase.CLOSED) {
            ByteBuf out = context().alloc().directBuffer(control.size());
            out.writeBytes(control.bytes(), 0, control.size());
            var _ = context().write(out, context().voidPromise());
            loop.touch(context());
        }
    }

    // ---- reading ----

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    private void opened() {
        context().channel().closeFuture().addListener(_ -> lane.upstream.disconnected());
        phase = Phase.OPEN;
        born = System.nanoTime();
        pulse.heard(born);
        idleSince = born;
        FrameWriter.beginning(
                control.clear(),
                new FrameWriter.Opening(
                        0,
                        limits.streamWindow(),
                        limits.connectionWindow(),
                        loop.proxy.limits().http2ListBytesMax()));
        sendControl();
        for (Waiter next = waiters.poll(); next != null; next = waiters.poll()) {
            next.search.connected(new UpstreamStream(this), next.ticket);
        }
    }

    private void failed(Throwable cause) {
        lane.upstream.disconnected();
        phase = Phase.CLOSED;
        lane.forget(this);
        for (Waiter next = waiters.poll(); next != null; next = waiters.poll()) {
            next.search.connectFailed(cause, next.ticket);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        pulse.heard(loop.coarseNow());
        backlog.add((ByteBuf) message);
        if (phase == Phase.CLOSED) {
            backlog.release();
        } else if (!reading) {
            reading = true;
            read();
            reading = false;
        }
    }

    private void read() {
        try {
            ByteBuf in = backlog.bytes();
            while (in != null && phase != Phase.CLOSED && next(in)) {
                in = backlog.bytes();
            }
            backlog.trim();
        } catch (Http2Violation violation) {
            FrameWriter.goAway(
                    control.clear(), 0, violation.code(), Ascii.bytes(violation.reason()));
            sendControl();
            close();
        }
    }

    private boolean next(ByteBuf in) throws Http2Violation {
        try {
            return reader.next(in);
        } catch (Http2Violation violation) {
            UpstreamStream stream = streams.get(violation.stream());
            if (violation.stream() == 0) {
                throw violation;
            }
            if (stream != null) {
                stream.broke(violation);
                end(stream, violation.code());
            }
            return true;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        loop.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        // What the target makes us write is bounded by what it reads.
        Disconnect.read(ctx.channel(), writable);
        if (writable) {
            streams.all().forEach(UpstreamStream::writable);
        }
        loop.flush();
    }

    // ---- clock and endings ----

    /// Looks at the clock; `kept` says whether the target is still wanted.
    void check(long now, boolean kept) {
        EdgeLimits.Upstream most = loop.proxy.limits().upstream();
        if (phase != Phase.OPEN && phase != Phase.ENDING) {
            return;
        }
        boolean idle = streams.count() == 0;
        if (!kept
                || now - born > most.lifeMax().toNanos()
                || (idle && now - idleSince > loop.proxy.limits().client().idleMax().toNanos())) {
            retire();
        } else if (!idle) {
            checkPulse(now);
        }
    }

    /// A target that is gone without a word would fail every request to come.
    private void checkPulse(long now) {
        switch (pulse.look(now)) {
            case FINE -> {}
            case ASK -> {
                FrameWriter.ping(control.clear());
                sendControl();
            }
            case DEAD -> close();
        }
    }

    /// Takes no new streams.
    void retire() {
        if (phase == Phase.OPEN) {
            phase = Phase.ENDING;
        }
        closeIfDone();
    }

    /// Streams above `last` were not looked at: they may go elsewhere.
    void goAway(int last) {
        retire();
        for (UpstreamStream stream : streams.all()) {
            if (stream.id() > last) {
                stream.refused();
            }
        }
    }

    private void closeIfDone() {
        if (phase == Phase.ENDING && streams.count() == 0) {
            phase = Phase.CLOSED;
            lane.forget(this);
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void close() {
        gone();
        var _ = context().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
        loop.flush();
    }

    private void gone() {
        if (phase == Phase.CLOSED || phase == Phase.CONNECTING) {
            return;
        }
        phase = Phase.CLOSED;
        lane.forget(this);
        backlog.release();
        streams.all().forEach(UpstreamStream::gone);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!Disconnect.caused(cause)) {
            loop.proxy.faults().accept(cause);
        }
        if (phase != Phase.CONNECTING) {
            close();
            loop.flush();
        }
    }
}
