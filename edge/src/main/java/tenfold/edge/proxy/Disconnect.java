package tenfold.edge.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.NotYetConnectedException;
import javax.net.ssl.SSLException;

/// Tells a connection that ended as connections do from a fault of ours.
final class Disconnect {
    private Disconnect() {}

    /// Switches a connection's reading on or off; one that has just ended is closed instead.
    static void read(Channel channel, boolean wanted) {
        try {
            channel.config().setAutoRead(wanted);
        } catch (UncheckedIOException _) {
            var _ = channel.close();
        }
    }

    /// Sends what is written, then tells the client that nothing more will come.
    static void endOutput(ChannelHandlerContext context) {
        var sent = context.writeAndFlush(Unpooled.EMPTY_BUFFER);
        boolean tls = context.pipeline().get(SslHandler.class) != null;
        if (tls || !(context.channel() instanceof DuplexChannel duplex)) {
            var _ = sent.addListener(ChannelFutureListener.CLOSE);
        } else {
            var _ = sent.addListener(_ -> shutdownOutput(duplex));
        }
    }

    /// Sends what is written, then ends the connection.
    static void closeAfterSending(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private static void shutdownOutput(DuplexChannel channel) {
        var _ = channel.shutdownOutput();
    }

    /// Whether this is the peer's or the network's doing. The epoll transport throws
    /// [UncheckedIOException] when a connection ends while its reading is switched on or off.
    static boolean caused(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof UncheckedIOException
                || cause instanceof NotYetConnectedException
                || cause.getCause() instanceof SSLException;
    }
}
