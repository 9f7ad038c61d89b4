package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.TimeUnit;
import tenfold.edge.Limit;
import tenfold.edge.opening.Ends;
import tenfold.edge.opening.ProxyHeader;

/// A connection of which a trusted proxy has yet to say who the client is. It becomes that client's
/// with the header's last byte; without a valid one in time it ends, and nothing else is read.
final class ProxiedClient extends ChannelInboundHandlerAdapter {
    private final Proxy proxy;
    private final Loop loop;
    private final Doorway door;
    private final Ends socket;
    private final Backlog backlog = new Backlog();

    ProxiedClient(Proxy proxy, Loop loop, Doorway door, Ends socket) {
        this.proxy = proxy;
        this.loop = loop;
        this.door = door;
        this.socket = socket;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        var late =
                loop.eventLoop.schedule(
                        () -> refuse(context, Limit.HEAD_TIME),
                        proxy.limits().client().headMax().toMillis(),
                        TimeUnit.MILLISECONDS);
        var _ = context.channel().closeFuture().addListener(_ -> late.cancel(false));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        backlog.add((ByteBuf) message);
        ByteBuf in = backlog.bytes();
        if (in == null) {
            return;
        }
        switch (ProxyHeader.read(in)) {
            case ProxyHeader.Partial() -> {}
            case ProxyHeader.Broken(String _) -> refuse(context, Limit.PROXY_HEADER);
            case ProxyHeader.Local() -> become(context, socket);
            case ProxyHeader.Proxied(Ends ends) -> become(context, ends);
        }
    }

    private void become(ChannelHandlerContext context, Ends ends) {
        backlog.trim();
        ByteBuf rest = backlog.take();
        boolean begun = proxy.begin(context.channel(), loop, door, ends);
        if (rest != null && begun) {
            context.fireChannelRead(rest);
        } else if (rest != null) {
            rest.release();
        }
        if (begun) {
            context.fireChannelReadComplete();
            var _ = context.pipeline().remove(this);
        }
    }

    private void refuse(ChannelHandlerContext context, Limit limit) {
        if (!context.isRemoved()) {
            loop.tally.hit(limit);
            var _ = context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            var _ = context.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        backlog.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!Disconnect.caused(cause)) {
            loop.proxy.faults().accept(cause);
        }
        var _ = context.close();
    }
}
