package tenfold.edge.proxy;

import io.netty.channel.Channel;
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

    /// Whether this is the peer's or the network's doing. The epoll transport throws
    /// [UncheckedIOException] when a connection ends while its reading is switched on or off.
    static boolean caused(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof UncheckedIOException
                || cause instanceof NotYetConnectedException
                || cause.getCause() instanceof SSLException;
    }
}
