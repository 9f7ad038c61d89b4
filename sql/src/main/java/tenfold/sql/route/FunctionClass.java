package tenfold.sql.route;

/// What the functions of one name do at most, from harmless to harmful.
public enum FunctionClass {
    /// Reads nothing but its arguments and the catalogue.
    PURE,

    /// Reads tables that no text names.
    READS,

    /// Belongs to the primary or to its session, and changes no table.
    PRIMARY,

    /// May change any table.
    WRITES;

    /// 0 is the first, 3 the last.
    static FunctionClass of(long level) {
        if (level == 0) {
            return PURE;
        }
        return level == 1 ? READS : level == 2 ? PRIMARY : WRITES;
    }

    FunctionClass or(FunctionClass other) {
        return compareTo(other) < 0 ? other : this;
    }
}
