package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeLimits;
import tenfold.edge.Limit;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.Trailers;
import tenfold.edge.http2.Preface;

/// One client: reads its requests one after the other and lets its [Exchange] answer each. If it
/// turns out to speak HTTP/2, an [Http2Connection] takes this place.
///
/// Bytes that cannot be used yet stay in the [Backlog]; while that is above its limit the socket is
/// not read.
final class ClientConnection extends SweptConnection implements Client {
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

    private final Exchange exchange;
    private final Http1Answer answer;
    private final EdgeLimits.Client limits;
    private final ClientPace pace;
    private final Backlog backlog = new Backlog();
    private @Nullable RequestHead head;
    private @Nullable Tunnel tunnel;
    private Phase phase = Phase.HEAD;
    private final boolean takesPreface;
    private boolean first = true;
    private boolean inputEnded;
    private boolean paused;
    private boolean pumping;
    private long since;
    private long lingered;

    ClientConnection(Loop loop, Doorway door, Forwarded forwarded) {
        super(loop, door, forwarded);
        limits = loop.proxy.limits().client();
        pace = new ClientPace(limits, loop.coarseNow());
        takesPreface = !forwarded.secure() && door.terms().listener().http2();
        answer = new Http1Answer(this);
        exchange = new Exchange(this);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Forwarded forwarded() {
        return forwarded;
    }

    @Override
    public Answer answer() {
        return answer;
    }

    /// Body bytes, and requests sent ahead.
    @Override
    public @Nullable ByteBuf pending() {
        return backlog.bytes();
    }

    void wrote(long bytes) {
        pace.wrote(bytes);
    }

    @Override
    public @Nullable Trailers ending() {
        return null;
    }

    @Override
    public boolean isWritable() {
        return channel().isWritable();
    }

    @Override
    public boolean isLast() {
        return inputEnded || isEnding();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        super.handlerAdded(added);
        since = System.nanoTime();
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
        } else if (event instanceof SslHandshakeCompletionEvent tls && tls.isSuccess()) {
            var handler = ctx.pipeline().get(SslHandler.class);
            var negotiated = handler.applicationProtocol();
            SSLEngine engine = handler.engine();
            if (engine.getNeedClientAuth() || engine.getWantClientAuth()) {
                forwarded.certificate(ClientCertificate.describe(engine));
            }
            if (ApplicationProtocolNames.HTTP_2.equals(negotiated)) {
                becomeHttp2();
                loop.flush();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
        loop.flush();
    }

    @Override
    void breakOff() {
        close();
    }

    /// Heads, and the body of the current request.
    @Override
    public void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        boolean goesOn = true;
        while (goesOn && phase == Phase.HEAD && backlog.size() > 0 && isWritable()) {
            ByteBuf in = requireNonNull(backlog.bytes());
            boolean nothingYet = first && head == null;
            goesOn = nothingYet ? readFirst(in) : readHead(in);
        }
        pumping = false;
        if (phase == Phase.EXCHANGE) {
            exchange.relayRequestBody();
        }
        backlog.trim();
        updateReading();
    }

    @Override
    public void exchangeEnded(boolean closes, boolean requestWhole) {
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

    @Override
    public void becomeTunnel(Tunnel made) {
        tunnel = made;
        phase = Phase.TUNNEL;
    }

    @Override
    public void close() {
        if (phase != Phase.CLOSED) {
            ended();
            var _ = context().close();
        }
    }

    @Override
    public void endOutput() {
        Disconnect.endOutput(context());
    }

    @Override
    public void updateReading() {
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

    @Override
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

    @Override
    public boolean sendsTooSlowly(long now, long received) {
        return pace.sendsTooSlowly(now, received, paused);
    }

    /// RFC 9113 section 3.3: a client that knows of HTTP/2 in plain text begins with its preface.
    private boolean readFirst(ByteBuf in) {
        Preface.Match match = takesPreface ? Preface.match(in) : Preface.Match.NONE;
        if (match == Preface.Match.WHOLE) {
            becomeHttp2();
        }
        return match == Preface.Match.NONE && readHead(in);
    }

    private void becomeHttp2() {
        phase = Phase.CLOSED;
        loop.remove(this);
        forwarded.becomeHttp2();
        var successor = new Http2Connection(loop, door, forwarded, backlog.take());
        var _ = context().pipeline().replace(this, null, successor);
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
            loop.tally.countHead(violation.status());
            exchange.refuse(
                    reading,
                    ErrorPage.ofViolation(violation.status(), violation.reason()),
                    violation.flaw());
        }
        return true;
    }

    private void checkHead(long now) {
        boolean inHead = head != null ? head.begun() : first && !backlog.isEmpty();
        if (inHead && now - since > limits.headMax().toNanos()) {
            RequestHead unfinished = head;
            head = null;
            phase = Phase.EXCHANGE;
            loop.tally.hit(Limit.HEAD_TIME);
            exchange.refuse(unfinished, ErrorPage.SLOW_HEAD, null);
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
}
