package tenfold.model;

import tenfold.base.Check;

/// What a service's instances speak on their port. With `proxyHeader`, every connection to them
/// begins with a header of the PROXY protocol, version 2, that names the client.
public record ServiceProtocol(Kind kind, boolean proxyHeader) {
    public static final ServiceProtocol HTTP1 = new ServiceProtocol(Kind.HTTP1, false);

    public enum Kind {
        HTTP1,
        /// HTTP/2 from the first byte on, without TLS ("prior knowledge").
        HTTP2,
        /// Something else, reached through listeners that pass bytes; it is healthy when it accepts
        /// a connection.
        TCP
    }

    public ServiceProtocol {
        Check.that(
                !(proxyHeader && kind == Kind.HTTP2),
                "one connection of HTTP/2 is shared by many clients: no header can name them");
    }
}
