package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeLimits;
import tenfold.edge.Limit;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.RequestHead;

/// One client: reads its requests one after the other and lets its [Exchange] answer each.
///
/// Bytes that cannot be used yet stay in the [Backlog]; while that is above its limit the socket is
/// not read.
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final int LINGER_BYTES_MAX = 1 << 20;

    private enum Phase {
        /// Between requests, or in the head of one.
        HEAD,
        EXCHANGE,
        TUNNEL,
        /// The last answer is sent; what the client still sends is thrown away, so that it can read
        /// that answer.
        LINGER,
        CLOSED
    }

    final Loop loop;
    final Doorway door;
    final Forwarded forwarded;
    int slot;

    private final Exchange exchange;
    private final EdgeLimits.Client limits;
    private final ClientPace pace;
    private final Backlog backlog = new Backlog();
    private @Nullable ChannelHandlerContext context;
    private @Nullable RequestHead head;
    private @Nullable Tunnel tunnel;
    private Phase phase = Phase.HEAD;
    private boolean first = true;
    private boolean inputEnded;
    private boolean paused;
    private boolean pumping;
    private long since;
    private long lingered;

    ClientConnection(Loop loop, Doorway door, InetAddress address) {
        this.loop = loop;
        this.door = door;
        limits = loop.proxy.limits().client();
        pace = new ClientPace(limits);
        forwarded =
                new Forwarded(
                        address.getHostAddress(),
                        door.host(),
                        door.address().port(),
                        door.tls() != null);
        exchange = new Exchange(this);
    }

    ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context;
    }

    Channel channel() {
        return context().channel();
    }

    /// Body bytes and requests that wait, or null.
    @Nullable ByteBuf pending() {
        return backlog.bytes();
    }

    void wrote(long bytes) {
        pace.wrote(bytes);
    }

    boolean isWritable() {
        return channel().isWritable();
    }

    /// No request is accepted on this connection after the current one.
    boolean isLast() {
        return inputEnded || door.isClosed() || loop.proxy.isDraining();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        since = System.nanoTime();
        loop.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        switch (phase) {
            case HEAD, EXCHANGE -> {
                backlog.add(in);
                pump();
            }
            case TUNNEL -> requireNonNull(tunnel).fromClient(in);
            case LINGER -> {
                lingered += in.readableBytes();
                in.release();
                if (lingered > LINGER_BYTES_MAX) {
                    close();
                }
            }
            case CLOSED -> in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        loop.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            exchange.clientWritable();
            if (phase == Phase.HEAD && !backlog.isEmpty()) {
                pump();
            }
        }
        loop.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded();
            loop.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
        loop.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!Disconnect.caused(cause)) {
            loop.proxy.faults().accept(cause);
        }
        close();
        loop.flush();
    }

    /// Goes on with what the client has sent: heads, and the body of the current request.
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        boolean goesOn = true;
        while (goesOn && phase == Phase.HEAD && backlog.size() > 0 && isWritable()) {
            goesOn = readHead(requireNonNull(backlog.bytes()));
        }
        pumping = false;
        if (phase == Phase.EXCHANGE) {
            exchange.relayRequestBody();
        }
        backlog.trim();
        updateReading();
    }

    /// The current exchange is over; `closes` when no other may follow.
    void exchangeEnded(boolean closes, boolean requestWhole) {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (closes || (isLast() && backlog.isEmpty())) {
            endAfterAnswer(requestWhole);
            return;
        }
        phase = Phase.HEAD;
        since = loop.coarseNow();
        if (!backlog.isEmpty()) {
            pump();
        } else if (paused) {
            updateReading();
        }
    }

    void becomeTunnel(Tunnel made) {
        tunnel = made;
        phase = Phase.TUNNEL;
    }

    /// Ends the connection at once; what was written but not sent is lost.
    void close() {
        if (phase != Phase.CLOSED) {
            ended();
            var _ = context().close();
        }
    }

    /// Sends what is written, then tells the client that nothing more will come.
    void endOutput() {
        var sent = context().writeAndFlush(Unpooled.EMPTY_BUFFER);
        boolean tls = channel().pipeline().get(SslHandler.class) != null;
        if (tls || !(channel() instanceof DuplexChannel duplex)) {
            var _ = sent.addListener(ChannelFutureListener.CLOSE);
        } else {
            var _ = sent.addListener(_ -> shutdownOutput(duplex));
        }
    }

    /// Reads from the socket, or not: the sender must not be faster than the receiver.
    void updateReading() {
        if (phase == Phase.CLOSED) {
            return;
        }
        int max = loop.proxy.limits().connections().pipelinedBytesMax();
        boolean tooMuch = backlog.size() > max;
        boolean wanted = phase == Phase.LINGER || (!tooMuch && exchange.takesBytes());
        if (wanted == paused) {
            paused = !wanted;
            if (paused && tooMuch && exchange.isRequestWhole()) {
                loop.tally.hit(Limit.PIPELINE);
            }
            Disconnect.read(channel(), wanted);
        }
    }

    /// Looks at the clock; called a few times a second.
    void check(long now) {
        switch (phase) {
            case HEAD -> checkHead(now);
            case EXCHANGE, TUNNEL -> exchange.check(now);
            case LINGER -> {
                if (now - since > limits.lingerMax().toNanos()) {
                    close();
                }
            }
            case CLOSED -> {}
        }
        if (phase != Phase.CLOSED) {
            checkReader(now);
        }
    }

    /// Whether the client sends its body too slowly; not asked while the edge does not read.
    boolean sendsTooSlowly(long now, long received) {
        return pace.sendsTooSlowly(now, received, paused);
    }

    private boolean readHead(ByteBuf in) {
        RequestHead reading = head;
        if (reading == null) {
            reading = loop.takeHead();
            head = reading;
            since = loop.coarseNow();
        }
        try {
            if (!reading.offer(in)) {
                return false;
            }
            head = null;
            first = false;
            phase = Phase.EXCHANGE;
            pace.requestBegins(loop.coarseNow());
            exchange.begin(reading);
        } catch (HttpViolation violation) {
            head = null;
            phase = Phase.EXCHANGE;
            countLimit(violation.status());
            exchange.refuse(reading, ErrorPage.ofViolation(violation.status(), violation.reason()));
        }
        return true;
    }

    private void countLimit(int status) {
        if (status == 414) {
            loop.tally.hit(Limit.REQUEST_LINE);
        } else if (status == 431) {
            loop.tally.hit(Limit.HEADERS);
        }
    }

    private void checkHead(long now) {
        boolean inHead = head != null && head.begun();
        if (inHead && now - since > limits.headMax().toNanos()) {
            RequestHead unfinished = head;
            head = null;
            phase = Phase.EXCHANGE;
            loop.tally.hit(Limit.HEAD_TIME);
            exchange.refuse(unfinished, ErrorPage.SLOW_HEAD);
            return;
        }
        long idleMax = (first ? limits.headMax() : limits.idleMax()).toNanos();
        if (!inHead && backlog.isEmpty() && (now - since > idleMax || isLast())) {
            if (now - since > idleMax) {
                loop.tally.hit(Limit.IDLE_TIME);
            }
            close();
        }
    }

    private void checkReader(long now) {
        if (pace.readsTooSlowly(now, channel())) {
            loop.tally.hit(Limit.READ_RATE);
            close();
        }
    }

    private void inputEnded() {
        inputEnded = true;
        switch (phase) {
            case HEAD -> {
                if (backlog.isEmpty()) {
                    close();
                }
            }
            case EXCHANGE -> exchange.clientInputEnded();
            case TUNNEL -> requireNonNull(tunnel).clientEnded();
            case LINGER -> close();
            case CLOSED -> {}
        }
    }

    private void endAfterAnswer(boolean requestWhole) {
        boolean unread = !requestWhole || !backlog.isEmpty();
        phase = Phase.LINGER;
        since = loop.coarseNow();
        backlog.release();
        if (inputEnded || !unread) {
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            endOutput();
            updateReading();
        }
    }

    private void ended() {
        if (phase == Phase.CLOSED) {
            return;
        }
        boolean inExchange = phase == Phase.EXCHANGE || phase == Phase.TUNNEL;
        phase = Phase.CLOSED;
        loop.remove(this);
        if (inExchange) {
            exchange.clientGone();
        }
        backlog.release();
        RequestHead unfinished = head;
        head = null;
        if (unfinished != null) {
            loop.giveHead(unfinished);
        }
    }

    private static void shutdownOutput(DuplexChannel channel) {
        var _ = channel.shutdownOutput();
    }
}
