/// HTTP/1.1 as bytes: strict incremental parsers of heads and bodies, and writers that write
/// messages anew.
///
/// Pure: no sockets, no threads, no clock. What is not certain is an [HttpViolation], never a
/// guess; the framing rules are RFC 9112 sections 2 to 7, narrowed wherever two parsers could
/// disagree.
@NullMarked
package tenfold.edge.http;

import org.jspecify.annotations.NullMarked;
