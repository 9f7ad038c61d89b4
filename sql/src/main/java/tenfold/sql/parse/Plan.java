package tenfold.sql.parse;

import java.util.List;
import tenfold.sql.text.Script;

/// What a query text does, statement by statement, and what the pool must know of it.
///
/// The plan of a shape is shared by all texts that differ only in literals, so it says nothing of
/// their values. A reader that needs one (a shard's key) can count: literals and parameters stand
/// in the same order in every text of the shape.
public record Plan(Script script, List<Statement> statements) {
    public Plan {
        statements = List.copyOf(statements);
    }

    /// The statement that completes as number `index`; [Statement#UNKNOWN] beyond the end.
    public Statement statement(int index) {
        return index < statements.size() ? statements.get(index) : Statement.UNKNOWN;
    }
}
