package tenfold.sql.logical;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tenfold.sql.client.Quote;

/// Writes decoded changes as the statements that repeat them.
///
/// Values go as untyped literals, which PostgreSQL reads with the input function of the column's
/// own type: the inverse of how they were written.
final class ChangeText {
    private final Map<Integer, Change.Relation> relations = new HashMap<>();
    private final Set<String> alwaysGenerated;
    private final Set<String> primary;

    /// Both are names such as `schema.table.column`.
    ///
    /// @param alwaysGenerated identity columns that no UPDATE may set
    /// @param primary columns of primary keys
    ChangeText(Set<String> alwaysGenerated, Set<String> primary) {
        this.alwaysGenerated = Set.copyOf(alwaysGenerated);
        this.primary = Set.copyOf(primary);
    }

    /// Learns a table, as the stream describes it before its first change and after each change of
    /// its columns.
    void learn(Change.Relation relation) {
        relations.put(relation.id(), relation);
    }

    String insert(Change.Insert change) throws IOException {
        Change.Relation table = table(change.relation());
        check(table, change.row());
        return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)"
                .formatted(
                        name(table),
                        table.columns().stream()
                                .map(column -> Quote.name(column.name()))
                                .collect(Collectors.joining(", ")),
                        change.row().stream()
                                .map(ChangeText::literal)
                                .collect(Collectors.joining(", ")));
    }

    String update(Change.Update change) throws IOException {
        Change.Relation table = table(change.relation());
        check(table, change.row());
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < change.row().size(); i++) {
            String column = table.columns().get(i).name();
            Change.Cell cell = change.row().get(i);
            if (!(cell instanceof Change.Cell.Unchanged)
                    && !alwaysGenerated.contains(fullName(table, column))) {
                sets.add(Quote.name(column) + " = " + literal(cell));
            }
        }
        List<Change.Cell> key = change.key() == null ? change.row() : change.key();
        if (sets.isEmpty()) { // an update of nothing that can differ: still, the row must be there
            sets.addAll(keyTerms(table, key));
        }
        return "UPDATE ONLY %s SET %s WHERE %s"
                .formatted(name(table), String.join(", ", sets), where(table, key));
    }

    String delete(Change.Delete change) throws IOException {
        Change.Relation table = table(change.relation());
        return "DELETE FROM ONLY %s WHERE %s".formatted(name(table), where(table, change.key()));
    }

    /// All tables at once, as the source did, so that foreign keys among them are in order.
    String truncate(Change.Truncate change) throws IOException {
        List<String> names = new ArrayList<>();
        for (int relation : change.relations()) {
            names.add("ONLY " + name(table(relation)));
        }
        return "TRUNCATE " + String.join(", ", names);
    }

    private String where(Change.Relation table, List<Change.Cell> key) throws IOException {
        List<String> terms = keyTerms(table, key);
        if (terms.isEmpty()) {
            throw new ReplayException(
                    "%s.%s has no key to find rows by".formatted(table.schema(), table.name()));
        }
        return String.join(" AND ", terms);
    }

    /// The columns of the replica identity; of the primary key where that is the whole row, which
    /// may hold what cannot be compared.
    private List<String> keyTerms(Change.Relation table, List<Change.Cell> key) throws IOException {
        check(table, key);
        List<String> terms = new ArrayList<>();
        boolean whole = table.columns().stream().allMatch(Change.Column::key);
        boolean known =
                table.columns().stream()
                        .anyMatch(each -> primary.contains(fullName(table, each.name())));
        for (int i = 0; i < key.size(); i++) {
            Change.Column column = table.columns().get(i);
            boolean part =
                    (whole && known)
                            ? primary.contains(fullName(table, column.name()))
                            : column.key();
            if (part && key.get(i) instanceof Change.Cell.Text text) {
                terms.add(Quote.name(column.name()) + " = " + literal(text));
            }
        }
        return terms;
    }

    private Change.Relation table(int id) throws IOException {
        Change.Relation table = relations.get(id);
        if (table == null) {
            throw new IOException("a change of a table that the stream has not described");
        }
        return table;
    }

    private static void check(Change.Relation table, List<Change.Cell> row) throws IOException {
        if (row.size() != table.columns().size()) {
            throw new IOException(
                    "a row of %s with %d columns".formatted(table.name(), row.size()));
        }
    }

    private static String fullName(Change.Relation table, String column) {
        return table.schema() + "." + table.name() + "." + column;
    }

    private static String name(Change.Relation table) {
        return Quote.name(table.schema(), table.name());
    }

    private static String literal(Change.Cell cell) {
        return switch (cell) {
            case Change.Cell.Null _ -> "NULL";
            case Change.Cell.Unchanged _ -> throw new IllegalStateException("value was not sent");
            case Change.Cell.Text(String value) -> Quote.text(value);
        };
    }
}
