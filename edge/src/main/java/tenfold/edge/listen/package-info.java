/// Sockets that accept: binding, TLS and its certificates, and what the operating system offers for
/// it.
@NullMarked
package tenfold.edge.listen;

import org.jspecify.annotations.NullMarked;
