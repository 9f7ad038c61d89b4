package tenfold.sql.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Row;

/// Compares two servers row by row.
///
/// Each table is read once on each server and reduced there to its number of rows and two sums of
/// 64-bit hashes of the rows' texts, with different seeds. The sums do not depend on the order of
/// the rows, and unlike an XOR they see a row that is there twice. Only where they differ are rows
/// looked for, and only the first few.
///
/// Sequences differ when the copy could give out a value that the original has given out already: a
/// standby's stand a little ahead of its primary's, which is harmless.
public final class Comparison {
    static final int BUCKETS = 1024;
    static final int BUCKETS_SEARCHED_MAX = 4;
    static final int KEYS_MAX = 10;

    private final Connection original;
    private final Connection copy;
    private final List<String> withoutSchemas;
    private final boolean withSequences;
    private final Duration patience;

    /// @param withoutSchemas whose tables and sequences are left out
    /// @param patience for one table
    public Comparison(
            Connection original,
            Connection copy,
            List<String> withoutSchemas,
            boolean withSequences,
            Duration patience) {
        this.original = original;
        this.copy = copy;
        this.withoutSchemas = List.copyOf(withoutSchemas);
        this.withSequences = withSequences;
        this.patience = patience;
    }

    /// Both connections stay in their transactions; an interrupt closes them. `progress` hears of
    /// tables and rows done.
    public ComparisonResult run(BiConsumer<Integer, Long> progress)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        var here = ComparedTable.read(original, withoutSchemas, patience);
        var there = ComparedTable.read(copy, withoutSchemas, patience);
        List<Difference> differing = new ArrayList<>();
        int tables = 0;
        long rows = 0;
        for (String name : union(here, there)) {
            ComparedTable table = here.get(name);
            ComparedTable other = there.get(name);
            if (table == null || other == null) {
                String where = table == null ? "only in the copy" : "missing in the copy";
                differing.add(new Difference(name, where, List.of()));
            } else if (!sorted(table.columns()).equals(sorted(other.columns()))) {
                differing.add(new Difference(name, "has other columns", List.of()));
            } else {
                rows += compare(name, table, differing);
                tables++;
                progress.accept(tables, rows);
            }
        }
        if (withSequences) {
            differing.addAll(
                    new ComparedSequences(withoutSchemas, patience).compare(original, copy));
        }
        return new ComparisonResult(
                tables, rows, differing, Duration.ofNanos(System.nanoTime() - began));
    }

    private static Set<String> union(Map<String, ?> one, Map<String, ?> other) {
        var all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        return all;
    }

    private static List<String> sorted(List<String> columns) {
        return columns.stream().sorted().toList();
    }

    /// Returns the number of rows of the original.
    private long compare(String name, ComparedTable table, List<Difference> differing)
            throws IOException, InterruptedException {
        String sums =
                """
                SELECT count(*), sum(pg_catalog.hashtextextended(row, 0)),
                  sum(pg_catalog.hashtextextended(row, 7540113804746346429))
                FROM (SELECT %s AS row FROM ONLY %s) t\
                """
                        .formatted(table.rowText(), table.quoted());
        List<Row> both = both(sums).stream().map(List::getFirst).toList();
        Row here = both.getFirst();
        Row there = both.getLast();
        if (!here.equals(there)) {
            String what =
                    here.number(0) == there.number(0)
                            ? "rows differ"
                            : "%d rows, the copy has %d".formatted(here.number(0), there.number(0));
            differing.add(new Difference(name, what, keys(table)));
        }
        return here.number(0);
    }

    /// The first keys whose rows differ: rows are put in buckets by their key, and only buckets
    /// whose sums differ are read.
    private List<String> keys(ComparedTable table) throws IOException, InterruptedException {
        if (table.key().isEmpty()) {
            return List.of();
        }
        String bucket =
                "pg_catalog.hashtextextended(%s, 0) & %d".formatted(table.keyText(), BUCKETS - 1);
        String sums =
                """
                SELECT %s, count(*)::text || ' ' || sum(pg_catalog.hashtextextended(%s, 0))
                FROM ONLY %s GROUP BY 1\
                """
                        .formatted(bucket, table.rowText(), table.quoted());
        Set<String> found = new TreeSet<>();
        for (String each : differing(both(sums)).stream().limit(BUCKETS_SEARCHED_MAX).toList()) {
            String rows =
                    """
                    SELECT %s, pg_catalog.hashtextextended(%s, 0)::text FROM ONLY %s WHERE %s = %s
                    """
                            .formatted(
                                    table.keyText(),
                                    table.rowText(),
                                    table.quoted(),
                                    "(" + bucket + ")",
                                    each);
            found.addAll(differing(both(rows)));
        }
        return found.stream().limit(KEYS_MAX).toList();
    }

    /// The names whose values are not the same in both answers.
    private static Set<String> differing(List<List<Row>> both) {
        Map<String, String> here = values(both.getFirst());
        Map<String, String> there = values(both.getLast());
        var all = union(here, there);
        all.removeIf(name -> java.util.Objects.equals(here.get(name), there.get(name)));
        return all;
    }

    private static Map<String, String> values(List<Row> rows) {
        Map<String, String> all = new TreeMap<>();
        rows.forEach(row -> all.put(row.text(0), row.text(1)));
        return all;
    }

    /// The answers of the original and of the copy, asked at the same time.
    private List<List<Row>> both(String sql) throws IOException, InterruptedException {
        var other = new Asking(copy, sql, patience);
        Thread thread = Thread.ofVirtual().name("compare").start(other);
        try {
            List<Row> here = original.query(sql, patience).rows();
            thread.join();
            return List.of(here, other.rows());
        } catch (IOException | InterruptedException e) {
            copy.close();
            throw e;
        }
    }

    private static final class Asking implements Runnable {
        private final Connection server;
        private final String sql;
        private final Duration patience;
        private volatile List<Row> rows = List.of();
        private volatile @Nullable IOException failure;

        Asking(Connection server, String sql, Duration patience) {
            this.server = server;
            this.sql = sql;
            this.patience = patience;
        }

        @Override
        public void run() {
            try {
                rows = server.query(sql, patience).rows();
            } catch (IOException e) {
                failure = e;
            }
        }

        List<Row> rows() throws IOException {
            IOException failed = failure;
            if (failed != null) {
                throw failed;
            }
            return rows;
        }
    }
}
