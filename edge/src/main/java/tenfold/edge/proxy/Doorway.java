package tenfold.edge.proxy;

import io.netty.handler.ssl.SslContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.edge.http.Ascii;

/// What the connections of one listener have in common. Its certificate can change and it can be
/// closed while connections are open.
public final class Doorway {
    private final Address address;
    private final byte[] host;
    private final AtomicReference<@Nullable SslContext> tls;
    private final AtomicBoolean closed = new AtomicBoolean();

    public Doorway(Address address, @Nullable SslContext tls) {
        this.address = address;
        this.host = Ascii.bytes(address.toString());
        this.tls = new AtomicReference<>(tls);
    }

    public Address address() {
        return address;
    }

    /// Stands for the Host of HTTP/1.0 clients that sent none.
    byte[] host() {
        return host;
    }

    @Nullable SslContext tls() {
        return tls.get();
    }

    /// New connections use this certificate.
    public void renew(SslContext newer) {
        tls.set(newer);
    }

    /// Its connections end after the request they are in.
    public void close() {
        closed.set(true);
    }

    boolean isClosed() {
        return closed.get();
    }
}
