package tenfold.sql.text;

import java.util.ArrayList;
import java.util.List;

/// The facts of a query text, statement by statement. Empty statements do not count, as PostgreSQL
/// answers nothing for them.
public record Script(int flags, List<Facts> statements) {
    /// One statement that needs no attention: nearly all of them.
    public static final Script PLAIN = of(Facts.NONE);

    public Script {
        statements = List.copyOf(statements);
    }

    public static Script of(Facts only) {
        return new Script(only.flags(), List.of(only));
    }

    public static Script of(List<Facts> statements) {
        int flags = 0;
        for (Facts each : statements) {
            flags |= each.flags();
        }
        return new Script(flags, new ArrayList<>(statements));
    }

    /// Whether this is one statement that needs no attention.
    public boolean isPlain() {
        return flags == 0 && statements.size() == 1;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /// The facts of the statement that completes as number `index`; [Facts#NONE] beyond the end.
    public Facts statement(int index) {
        return index < statements.size() ? statements.get(index) : Facts.NONE;
    }
}
