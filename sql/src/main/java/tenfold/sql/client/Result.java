package tenfold.sql.client;

import java.util.List;
import tenfold.base.Check;

/// What one statement answered.
///
/// @param columns their names; empty for a statement without rows
/// @param command what the server says it did, such as `UPDATE 3`
public record Result(List<String> columns, List<Row> rows, String command) {
    public Result {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// The only row.
    public Row one() {
        Check.that(rows.size() == 1, "one row was expected, not %d", rows.size());
        return rows.getFirst();
    }

    /// The rows that the command touched; 0 for commands that count none.
    public long affected() {
        int blank = command.lastIndexOf(' ');
        String last = command.substring(blank + 1);
        return blank >= 0 && !last.isEmpty() && last.chars().allMatch(Character::isDigit)
                ? Long.parseLong(last)
                : 0;
    }
}
