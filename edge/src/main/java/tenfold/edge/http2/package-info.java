/// HTTP/2 as bytes (RFC 9113) and HPACK (RFC 7541): readers, writers, tables and guards.
///
/// Pure: no sockets, no threads, no clock. A request's fields become the head of the same request
/// in HTTP/1.1 ([tenfold.edge.http2.RequestFields]), which is then judged by the one strict parser
/// that judges every request; a response's head is written the other way
/// ([tenfold.edge.http2.ResponseFields]). What breaks a rule is an
/// [tenfold.edge.http2.Http2Violation]. Every block, table and allowance has a maximum.
@NullMarked
package tenfold.edge.http2;

import org.jspecify.annotations.NullMarked;
