package tenfold.sql.load;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a statement's plan shows that would make it cheaper. Reads the text form of `EXPLAIN`.
final class Remedy {
    /// Smaller tables are read whole in no time.
    static final long ROWS_MIN = 10_000;

    private static final Pattern WHOLE_TABLE =
            Pattern.compile(
                    "(?:Parallel )?Seq Scan on (\\S+)(?: \\S+)?  \\(cost=\\S+ rows=\\d+ width=\\d+\\)");
    private static final Pattern CONDITION = Pattern.compile("\\s*Filter: (.*)");

    /// `(author = $1)`, `(author = 5)`, `((name)::text = 'x'::text)`.
    private static final Pattern EQUAL =
            Pattern.compile("\\(\\(?\"?(\\w+)\"?\\)?(?:::\\w+)? = (?:\\$\\d+|-?\\d+|'[^']*')");

    private static final int COLUMNS_MAX = 3;

    /// A table that is read whole, and the columns that its rows are chosen by.
    record WholeTable(String table, List<String> columns) {
        String words(long rows) {
            String index =
                    columns.isEmpty()
                            ? "none of its conditions can use an index as they stand"
                            : "CREATE INDEX CONCURRENTLY ON %s (%s) would find them"
                                    .formatted(table, String.join(", ", columns));
            return "it reads all of the about %,d rows of %s to find a few: %s"
                    .formatted(rows, table, index);
        }
    }

    private Remedy() {}

    /// The first table that is read whole under a condition.
    static Optional<WholeTable> wholeTable(List<String> plan) {
        for (int i = 0; i + 1 < plan.size(); i++) {
            Matcher scan = WHOLE_TABLE.matcher(plan.get(i));
            Matcher condition = CONDITION.matcher(plan.get(i + 1));
            if (scan.find() && condition.matches()) {
                Stream<String> columns =
                        EQUAL.matcher(condition.group(1)).results().map(each -> each.group(1));
                return Optional.of(
                        new WholeTable(
                                scan.group(1),
                                columns.distinct()
                                        .limit(COLUMNS_MAX)
                                        .collect(Collectors.toList())));
            }
        }
        return Optional.empty();
    }
}
