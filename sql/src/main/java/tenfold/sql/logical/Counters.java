package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Quote;
import tenfold.sql.client.Row;

/// Sets one side's sequences to where the other's are. Only while nobody writes are they exact.
final class Counters {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Counters() {}

    static void copy(Connection from, Connection to) throws IOException {
        List<Row> names =
                from.query(
                                """
                                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                WHERE c.relkind = 'S' AND c.relpersistence = 'p' AND %s AND NOT %s\
                                """
                                        .formatted(
                                                SchemaQueries.OURS,
                                                SchemaQueries.ofExtension("pg_class", "c.oid")),
                                PATIENCE)
                        .rows();
        if (names.isEmpty()) {
            return;
        }
        String states =
                names.stream()
                        .map(row -> row.text(0))
                        .map(name ->
                                "SELECT %s, last_value, is_called FROM %s"
                                        .formatted(Quote.text(name), name))
                        .collect(Collectors.joining(" UNION ALL "));
        String sets =
                from.query(states, PATIENCE).rows().stream()
                        .map(row ->
                                "SELECT pg_catalog.setval(%s, %s, %s)"
                                        .formatted(
                                                Quote.text(row.text(0)), row.text(1), row.truth(2)))
                        .collect(Collectors.joining("; "));
        to.query(sets, PATIENCE);
    }
}
