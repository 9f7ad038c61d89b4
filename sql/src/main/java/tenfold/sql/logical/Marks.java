package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Quote;

/// Marks in a server's log, which come along in the stream of its changes: when a mark has been
/// applied, so has everything that was committed before it was written.
final class Marks {
    static final String PREFIX = "tenfold";

    private Marks() {}

    static void write(Connection source, String content, Duration patience) throws IOException {
        source.query(
                "SELECT pg_catalog.pg_logical_emit_message(true, '%s', %s)"
                        .formatted(PREFIX, Quote.text(content)),
                patience);
    }
}
