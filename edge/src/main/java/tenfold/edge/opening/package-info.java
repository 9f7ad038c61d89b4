/// The first bytes of a connection, below HTTP: who a proxy in front says that the client is, and
/// which name a TLS client asks for. Pure: bytes in, records out.
@NullMarked
package tenfold.edge.opening;

import org.jspecify.annotations.NullMarked;
