package tenfold.testkit;

/// Something that a history shows and an isolation level may forbid, with the evidence.
public record Anomaly(Kind kind, String evidence) {
    /// Names of Adya's thesis where it has one. Cycles are named by their weakest reason: how many
    /// anti-dependencies (a read that missed a later write) they need.
    public enum Kind {
        /// An acknowledged append is not in the list that was read last.
        LOST_APPEND,
        /// A value that nobody appended.
        GARBAGE,
        /// A value twice in one list.
        DUPLICATE,
        /// A transaction does not see its own appends.
        INTERNAL,
        /// Two reads disagree about the order of a list.
        INCOMPATIBLE_ORDER,
        /// Read of an aborted append.
        G1A,
        /// Read of an append that its own transaction followed by another to the same list.
        G1B,
        /// Cycle of writes alone.
        G0,
        /// Cycle of writes and reads of them.
        G1C,
        /// Cycle with exactly one anti-dependency: read skew, lost update.
        G_SINGLE,
        /// Cycle with several anti-dependencies, never two in a row: long fork.
        G_NONADJACENT,
        /// Cycle with two anti-dependencies in a row: write skew.
        G2_ITEM
    }

    /// What a database promises.
    public enum Isolation {
        READ_COMMITTED,
        SNAPSHOT,
        SERIALIZABLE;

        public boolean forbids(Kind kind) {
            return switch (kind) {
                case G_SINGLE, G_NONADJACENT -> this != READ_COMMITTED;
                case G2_ITEM -> this == SERIALIZABLE;
                case LOST_APPEND, GARBAGE, DUPLICATE, INTERNAL, INCOMPATIBLE_ORDER -> true;
                case G1A, G1B, G0, G1C -> true;
            };
        }
    }
}
