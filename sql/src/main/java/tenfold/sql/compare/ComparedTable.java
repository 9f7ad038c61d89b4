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

/// A table that holds rows of its own: an ordinary one or a partition, permanent and not of the
/// system.
///
/// @param columns that are stored, in order; `key` those of its primary key
record ComparedTable(String schema, String name, List<String> columns, List<String> key) {
    ComparedTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /// By their names.
    static Map<String, ComparedTable> read(
            Connection server, List<String> withoutSchemas, Duration patience) throws IOException {
        String without =
                withoutSchemas.stream().map(each -> ", " + Quote.text(each)).collect(joining());
        var rows =
                server.query(
                                """
                                SELECT n.nspname, c.relname, a.attname, coalesce(a.attnum = ANY (i.indkey), false)
                                FROM pg_catalog.pg_class c
                                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                                LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
                                  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'
                                LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
                                WHERE c.relkind = 'r' AND c.relpersistence = 'p'
                                  AND n.nspname NOT IN ('pg_catalog', 'information_schema'%s)
                                ORDER BY n.nspname, c.relname, a.attnum\
                                """
                                        .formatted(without),
                                patience)
                        .rows();
        Map<String, ComparedTable> all = new TreeMap<>();
        for (Row row : rows) {
            String name = row.text(0) + "." + row.text(1);
            ComparedTable before = all.get(name);
            all.put(name, with(before == null ? empty(row) : before, row));
        }
        return all;
    }

    private static java.util.stream.Collector<CharSequence, ?, String> joining() {
        return Collectors.joining();
    }

    private static ComparedTable empty(Row row) {
        return new ComparedTable(row.text(0), row.text(1), List.of(), List.of());
    }

    private static ComparedTable with(ComparedTable table, Row row) {
        String column = row.orNull(2);
        if (column == null) {
            return table;
        }
        List<String> columns = new ArrayList<>(table.columns);
        columns.add(column);
        List<String> key = new ArrayList<>(table.key);
        if (row.truth(3)) {
            key.add(column);
        }
        return new ComparedTable(table.schema, table.name, columns, key);
    }

    String quoted() {
        return Quote.name(schema, name);
    }

    /// A row as one text, the same on both servers when the row is.
    String rowText() {
        return columns.isEmpty() ? "''" : "ROW(" + names(columns) + ")::text COLLATE \"C\"";
    }

    String keyText() {
        return "ROW(" + names(key) + ")::text COLLATE \"C\"";
    }

    private static String names(List<String> columns) {
        return columns.stream().map(Quote::name).collect(Collectors.joining(", "));
    }
}
