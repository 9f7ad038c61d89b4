package tenfold.edge.proxy;

import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.edge.http.Ascii;
import tenfold.model.Listener;

/// What the connections of one listener have in common. Its terms can change and it can be closed
/// while connections are open.
public final class Doorway {
    /// What the listener is to be, and the certificates for it. Connections keep those that they
    /// began with.
    public record Terms(Listener listener, @Nullable SslContext tls) {}

    private final Address address;
    private final byte[] host;
    private final AtomicReference<Terms> terms;
    private final AtomicBoolean closed = new AtomicBoolean();

    public Doorway(Terms terms) {
        address = terms.listener().address();
        host = Ascii.bytes(address.toString());
        this.terms = new AtomicReference<>(terms);
    }

    public Address address() {
        return address;
    }

    /// Stands for the Host of HTTP/1.0 clients that sent none.
    byte[] host() {
        return host;
    }

    Terms terms() {
        return terms.get();
    }

    /// New connections are served on these terms.
    public void renew(Terms newer) {
        terms.set(newer);
    }

    /// Its connections end after the request they are in.
    public void close() {
        closed.set(true);
    }

    boolean isClosed() {
        return closed.get();
    }

    /// Whether that proxy may say who its clients are.
    static boolean trusts(Listener listener, InetAddress proxy) {
        return listener.proxyProtocolFrom().stream().anyMatch(range -> range.contains(proxy));
    }
}
