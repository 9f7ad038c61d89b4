package tenfold.edge.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.NotYetConnectedException;
import javax.net.ssl.SSLException;

/// Tells a connection that ended as connections do from a fault of ours.
final class Disconnect {
    private Disconnect() {}

    /// Whether this is the peer's or the network's doing. The epoll transport throws
    /// [UncheckedIOException] when a connection ends while its reading is switched on or off.
    static boolean caused(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof UncheckedIOException
                || cause instanceof NotYetConnectedException
                || cause.getCause() instanceof SSLException;
    }
}
