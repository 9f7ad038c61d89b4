package tenfold.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.base.net.Address;
import tenfold.base.net.Cidr;

/// An address on which the edge accepts connections, and what is spoken there.
///
/// `tls` belongs to HTTPS, `passage` to TCP and TLS. With `proxyProtocolFrom`, every connection
/// must come from one of these networks and begin with a header of the PROXY protocol, version 2.
public record Listener(
        Address address,
        ListenerProtocol protocol,
        @Nullable ListenerTls tls,
        @Nullable Passage passage,
        boolean http2,
        List<Cidr> proxyProtocolFrom) {
    public Listener {
        proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
        Check.that(
                (tls != null) == (protocol == ListenerProtocol.HTTPS),
                "%s: a certificate belongs to HTTPS",
                address);
        Check.that(
                (passage == null) == protocol.isHttp(),
                "%s: a passage belongs to TCP and TLS",
                address);
    }

    /// HTTP, or HTTPS when a certificate is given.
    public Listener(Address address, @Nullable CertificateFiles certificate) {
        this(
                address,
                certificate == null ? ListenerProtocol.HTTP : ListenerProtocol.HTTPS,
                certificate == null ? null : new ListenerTls(certificate, List.of(), null, false),
                null,
                true,
                List.of());
    }

    public static Listener https(Address address, ListenerTls tls) {
        return new Listener(address, ListenerProtocol.HTTPS, tls, null, true, List.of());
    }

    /// TCP or TLS, passed on.
    public static Listener passing(Address address, ListenerProtocol protocol, Passage passage) {
        return new Listener(address, protocol, null, passage, false, List.of());
    }

    /// The same, and every connection begins with a header of the PROXY protocol.
    public Listener behindProxies(List<Cidr> ranges) {
        return new Listener(address, protocol, tls, passage, http2, ranges);
    }
}
