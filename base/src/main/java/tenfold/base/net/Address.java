package tenfold.base.net;

import java.net.InetSocketAddress;
import tenfold.base.Check;

/// Where something listens: an IP literal or host name, and a TCP port from 1 to 65535.
public record Address(String host, int port) {
    /// The only host that anything binds unless told otherwise.
    public static final String LOOPBACK = "127.0.0.1";

    public Address {
        Check.that(!host.isBlank(), "an address needs a host");
        Check.that(port >= 1 && port <= 65535, "port %d is not within 1 to 65535", port);
    }

    public static Address loopback(int port) {
        return new Address(LOOPBACK, port);
    }

    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
