package tenfold.load;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/// One connection to the server: at most one request in flight, kept for the next one while the
/// server keeps it. Lives on its lane's event loop.
final class Connection extends SimpleChannelInboundHandler<HttpObject> {
    private final Lane lane;
    private final boolean tls;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Due inFlight;
    private boolean ready;
    private boolean keepAlive;
    private int status;
    private String problem = "closed by the server";

    Connection(Lane lane, boolean tls) {
        this.lane = lane;
        this.tls = tls;
    }

    void send(Due due, ByteBuf request) {
        inFlight = due;
        status = 0;
        var channel = requireNonNull(context, "connection is not open").channel();
        var _ = channel.writeAndFlush(request, channel.voidPromise());
    }

    @Nullable Due inFlight() {
        return inFlight;
    }

    /// Forgets the request in flight and closes, because an answer to it may still come.
    void abandon() {
        inFlight = null;
        close();
    }

    void close() {
        if (context != null) {
            var _ = context.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (!tls) {
            becomeReady();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            becomeReady();
        }
        super.userEventTriggered(ctx, event);
    }

    private void becomeReady() {
        ready = true;
        lane.opened(this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            malformed(String.valueOf(part.decoderResult().cause()));
            return;
        }
        if (inFlight == null) {
            close();
            return;
        }
        if (part instanceof HttpResponse response) {
            status = response.status().code();
            keepAlive = HttpUtil.isKeepAlive(response);
        }
        if (part instanceof HttpContent content) {
            lane.received(content.content().readableBytes());
            boolean interim = status >= 100 && status < 200 && status != 101;
            if (part instanceof LastHttpContent && !interim) {
                finish();
            }
        }
    }

    private void finish() {
        Due due = requireNonNull(inFlight);
        inFlight = null;
        boolean reusable = keepAlive && status != 101;
        lane.answered(this, due, status, reusable);
        if (!reusable) {
            close();
        }
    }

    private void malformed(String why) {
        Due due = inFlight;
        inFlight = null;
        if (due != null) {
            lane.failed(this, due, FailureKind.MALFORMED, why);
        }
        close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Due due = inFlight;
        inFlight = null;
        if (due != null) {
            lane.failed(this, due, FailureKind.RESET, problem);
        }
        lane.closed(this, ready, problem);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        problem = String.valueOf(cause.getMessage());
        var _ = ctx.close();
    }
}
