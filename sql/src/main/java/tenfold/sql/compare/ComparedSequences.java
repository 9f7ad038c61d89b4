package tenfold.sql.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Quote;
import tenfold.sql.client.Row;

/// Compares how far the sequences are.
final class ComparedSequences {
    private final List<String> withoutSchemas;
    private final Duration patience;

    ComparedSequences(List<String> withoutSchemas, Duration patience) {
        this.withoutSchemas = withoutSchemas;
        this.patience = patience;
    }

    List<Difference> compare(Connection original, Connection copy) throws IOException {
        Map<String, Row> here = read(original);
        Map<String, Row> there = read(copy);
        List<Difference> differing = new ArrayList<>();
        here.forEach((name, row) -> {
            Row other = there.get(name);
            if (other == null) {
                differing.add(new Difference(name, "missing in the copy", List.of()));
            } else if (behind(row, other)) {
                differing.add(
                        new Difference(
                                name,
                                "at %s, the copy at %s".formatted(row.orNull(1), other.orNull(1)),
                                List.of()));
            }
        });
        return differing;
    }

    private static boolean behind(Row original, Row copy) {
        if (original.orNull(1) == null) {
            return false; // never used
        }
        if (copy.orNull(1) == null) {
            return true;
        }
        long distance = Long.compare(copy.number(1), original.number(1));
        return original.number(2) > 0 ? distance < 0 : distance > 0;
    }

    private Map<String, Row> read(Connection server) throws IOException {
        String without =
                withoutSchemas.stream().map(Quote::text).collect(Collectors.joining(", ", "", ""));
        Map<String, Row> all = new TreeMap<>();
        server.query(
                        """
                        SELECT schemaname || '.' || sequencename, last_value, increment_by
                        FROM pg_catalog.pg_sequences WHERE schemaname NOT IN (%s)\
                        """
                                .formatted(without.isEmpty() ? "''" : without),
                        patience)
                .rows()
                .forEach(row -> all.put(row.text(0), row));
        return all;
    }
}
