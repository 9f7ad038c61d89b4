package tenfold.sql.parse;

import java.util.List;

/// What the text of one statement shows.
///
/// @param traits the constants below, together
/// @param reads tables and views that are read, without the statement's own WITH queries
/// @param writes tables whose rows are inserted, updated or deleted
/// @param functions functions that are called by name, aggregates and window functions too
public record Statement(
        Kind kind, int traits, List<Name> reads, List<Name> writes, List<Name> functions) {
    /// SELECT ... FOR UPDATE and its kin.
    public static final int LOCKS = 1;

    /// A WITH query that inserts, updates, deletes or merges.
    public static final int MODIFYING_CTE = 1 << 1;

    /// SELECT ... INTO.
    public static final int INTO = 1 << 2;

    public static final int EXPLAIN = 1 << 3;
    public static final int ANALYZE = 1 << 4;

    /// BEGIN ... READ ONLY, or SET TRANSACTION READ ONLY.
    public static final int READ_ONLY = 1 << 5;

    public static final int READ_WRITE = 1 << 6;
    public static final int SERIALIZABLE = 1 << 7;

    /// COMMIT or ROLLBACK AND CHAIN: another transaction begins at once.
    public static final int CHAIN = 1 << 8;

    /// PREPARE TRANSACTION.
    public static final int PREPARED = 1 << 9;

    public static final Statement UNKNOWN = of(Kind.UNKNOWN, 0);

    public Statement {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        functions = List.copyOf(functions);
    }

    static Statement of(Kind kind, int traits) {
        return new Statement(kind, traits, List.of(), List.of(), List.of());
    }

    public boolean has(int trait) {
        return (traits & trait) != 0;
    }
}
