package tenfold.sql.gateway;

/// What a client sends up to one ReadyForQuery: a Query, a function call, or extended messages up
/// to their Sync.
///
/// @param from where it begins in the bytes that were kept; it ends at `to`
/// @param marks what is in it
record Unit(int from, int to, int marks) {
    /// All of it was sent.
    static final int COMPLETE = 1;

    /// It may run twice without a difference.
    static final int READS = 1 << 1;

    /// Ended by its server in the middle, it has left nothing behind.
    static final int LEAVES_NOTHING = 1 << 2;

    static final int COMMITS = 1 << 3;
    static final int ROLLS_BACK = 1 << 4;

    /// A transaction that begins in it is open after it.
    static final int LEAVES_OPEN = 1 << 5;

    /// It is one statement.
    static final int SINGLE = 1 << 6;

    /// It carries COPY data; with [#COPIED] all of them.
    static final int COPIES = 1 << 7;

    static final int COPIED = 1 << 8;

    boolean has(int mark) {
        return (marks & mark) != 0;
    }

    /// Whether it only begins a transaction, so that nothing of it was committed.
    boolean opens() {
        return has(LEAVES_OPEN) && !has(COMMITS | ROLLS_BACK);
    }

    /// Whether its end is missing, without which nothing of it was committed.
    boolean isUnfinished() {
        boolean copying = has(COPIES) && !has(COPIED);
        return (!has(COMPLETE) || copying) && !has(COMMITS);
    }

    boolean endsTransaction() {
        return has(COMMITS | ROLLS_BACK);
    }
}
