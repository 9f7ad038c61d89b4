package tenfold.sql.logical;

/// One piece of a schema and the statement that makes it.
record SchemaObject(Kind kind, String name, String sql) {
    /// In the order in which they are made.
    enum Kind {
        EXTENSION,
        SCHEMA,
        TYPE,
        SEQUENCE,
        FUNCTION,
        TABLE,
        PARTITION,
        COLUMN,
        // Rows are copied here.
        CONSTRAINT,
        INDEX,
        IDENTITY,
        STATISTICS,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN_KEY,
        RULE,
        TRIGGER,
        POLICY,
        COMMENT,
        GRANT,
        SETTING;

        boolean beforeRows() {
            return compareTo(COLUMN) <= 0;
        }
    }
}
