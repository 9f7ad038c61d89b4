package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;
import tenfold.edge.Limit;
import tenfold.edge.opening.ProxyHeader;
import tenfold.edge.proxy.Tally.Count;
import tenfold.edge.target.Health.Finding;
import tenfold.edge.target.Upstream;
import tenfold.edge.target.UpstreamGroup;
import tenfold.model.TargetGroupId;

/// The target's side of a [PassingConnection]: chosen, waited for, connected to, and then as good
/// as the client's. A target that cannot be reached is left for another, three times at most.
final class PassedTarget extends ChannelInboundHandlerAdapter {
    private final PassingConnection client;
    private final Loop loop;
    private final TargetGroupId group;
    private @Nullable Upstream upstream;
    private @Nullable ChannelHandlerContext context;
    private boolean connecting;
    private boolean done;
    private int attempts;
    private long waitUntil;

    PassedTarget(PassingConnection client, TargetGroupId group) {
        this.client = client;
        this.loop = client.loop;
        this.group = group;
    }

    /// The target that the connection went to.
    @Nullable Upstream served() {
        return upstream;
    }

    void search() {
        UpstreamGroup targets = loop.proxy.upstreams().groups().get(group);
        Upstream chosen = targets == null ? null : targets.choose(loop.random(), upstream);
        if (chosen == null) {
            long now = System.nanoTime();
            long most = loop.proxy.limits().waiting().waitMax().toNanos();
            waitUntil = waitUntil == 0 ? now + most : waitUntil;
            return;
        }
        upstream = chosen;
        connecting = true;
        attempts++;
        chosen.begin();
        chosen.connecting();
        connect(chosen);
    }

    void check(long now) {
        if (!connecting && now - waitUntil > 0) {
            loop.tally.hit(Limit.WAITING_TIME);
            client.failed(503);
        } else if (!connecting) {
            search();
        }
    }

    private void connect(Upstream chosen) {
        int most = (int) loop.proxy.limits().upstream().connectMax().toMillis();
        new Bootstrap()
                .group(loop.eventLoop)
                .channel(loop.channelType)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, most)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(this)
                .connect(chosen.target().address().toSocketAddress())
                .addListener(future -> {
                    connecting = false;
                    countEnd(chosen, future.isSuccess());
                    if (done) {
                        chosen.end();
                    } else if (future.isSuccess()) {
                        begin(chosen);
                    } else {
                        chosen.end();
                        failed(chosen, requireNonNull(future.cause()));
                    }
                    loop.flush();
                });
    }

    private void countEnd(Upstream chosen, boolean open) {
        if (open) {
            channel().closeFuture().addListener(_ -> chosen.disconnected());
        } else {
            chosen.disconnected();
        }
    }

    private void begin(Upstream chosen) {
        loop.lane(chosen).tally.add(Count.REQUESTS, 1);
        if (chosen.check().speaks().proxyHeader()) {
            write(Unpooled.wrappedBuffer(ProxyHeader.write(client.forwarded.ends())));
        }
        client.opened();
    }

    private void failed(Upstream chosen, Throwable cause) {
        chosen.failed(System.nanoTime());
        loop.lane(chosen).tally.add(Count.FAILURES, 1);
        if (cause instanceof ConnectException) {
            chosen.found(new Finding.Refused("nothing listens on " + chosen.target().address()));
            loop.proxy.upstreams().hurry(chosen);
            attempts--;
        }
        if (attempts < Retry.ATTEMPTS_MAX) {
            search();
        } else {
            client.failed(502);
        }
    }

    void write(ByteBuf in) {
        var _ = context().write(in, context().voidPromise());
        loop.touch(context());
    }

    boolean isWritable() {
        return channel().isWritable();
    }

    void read(boolean wanted) {
        Disconnect.read(channel(), wanted);
    }

    /// Sends what is written, then tells the target that nothing more will come.
    void endOutput() {
        var duplex = (DuplexChannel) channel();
        context()
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> {
                    var _ = duplex.shutdownOutput();
                });
    }

    void closeAfterSending() {
        leave();
        Disconnect.closeAfterSending(context());
    }

    void close() {
        leave();
        if (context != null) {
            var _ = context.close();
        }
    }

    private void leave() {
        if (!done && !connecting && context != null && upstream != null) {
            upstream.end();
        }
        done = true;
    }

    private ChannelHandlerContext context() {
        return requireNonNull(context);
    }

    private Channel channel() {
        return context().channel();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (done) {
            var _ = ctx.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (done) {
            ((ByteBuf) message).release();
        } else {
            client.fromTarget((ByteBuf) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        loop.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!done && ctx.channel().isWritable()) {
            client.targetWritable();
        }
        loop.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !done) {
            client.targetEnded();
            loop.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!done && !connecting) {
            client.breakOff();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!Disconnect.caused(cause)) {
            loop.proxy.faults().accept(cause);
        }
        if (!done && !connecting) {
            client.breakOff();
        }
    }
}
