package tenfold.edge.opening;

import java.net.InetSocketAddress;

/// Both ends of a client's connection, as it made it: through a proxy that speaks the PROXY
/// protocol, these are not the ends of the socket.
public record Ends(InetSocketAddress client, InetSocketAddress server) {}
