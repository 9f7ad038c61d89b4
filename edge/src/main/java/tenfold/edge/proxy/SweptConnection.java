package tenfold.edge.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Forwarded;

/// A client's connection, whatever it speaks; its [Loop] asks it to look at the clock a few times a
/// second.
abstract sealed class SweptConnection extends ChannelInboundHandlerAdapter
        permits ClientConnection, Http2Connection, PassingConnection {
    final Loop loop;
    final Doorway door;
    final Forwarded forwarded;

    /// Its place among the loop's connections.
    int slot;

    private @Nullable ChannelHandlerContext context;

    SweptConnection(Loop loop, Doorway door, Forwarded forwarded) {
        this.loop = loop;
        this.door = door;
        this.forwarded = forwarded;
    }

    abstract void check(long now);

    /// Ends the connection at once; what was written but not sent is lost.
    abstract void breakOff();

    final ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context;
    }

    final Channel channel() {
        return context().channel();
    }

    /// Nobody is served here any more but those who are.
    final boolean isEnding() {
        return door.isClosed() || loop.proxy.isDraining();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        loop.add(this);
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext ctx) {
        loop.flush();
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!Disconnect.caused(cause)) {
            loop.proxy.faults().accept(cause);
        }
        breakOff();
        loop.flush();
    }
}
