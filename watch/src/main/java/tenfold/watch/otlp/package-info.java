/// Takes in what applications send by OTLP over HTTP (opentelemetry.io/docs/specs/otlp, version 1),
/// as protobuf or JSON: metrics become readings, log records lines of a log.
///
/// [Receiver] is the door, on loopback. [Protobuf] turns a message into the tree that its JSON form
/// has, so that [Metrics] and [LogRecords] read one shape only. Spans are not kept yet: they are
/// refused by a partial success that says so.
///
/// **Limits:** eight requests at once, bodies of 4 MiB (unpacked), 2000 readings and as many lines
/// a request; what is beyond is refused with its number in the answer.
@NullMarked
package tenfold.watch.otlp;

import org.jspecify.annotations.NullMarked;
