/// PostgreSQL's wire protocol, version 3: the first packet of a connection, message tags, and the
/// messages that the gateway itself writes. Knows bytes, no sockets.
///
/// Source: the chapter "Frontend/Backend Protocol" of PostgreSQL's documentation.
@NullMarked
package tenfold.sql.wire;

import org.jspecify.annotations.NullMarked;
