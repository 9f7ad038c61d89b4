package tenfold.sql.parse;

/// What a statement does, as far as its text shows.
public enum Kind {
    /// Reads only, if the functions it calls do.
    READ,

    /// Changes the rows of [Statement#writes]; of no table at all when it only locks rows.
    WRITE,

    /// Changes what other statements mean, or does something else to the whole database.
    DDL,

    BEGIN,
    COMMIT,
    ROLLBACK,

    /// SAVEPOINT, RELEASE, ROLLBACK TO.
    SAVEPOINT,

    /// Changes or shows the session, or takes locks; changes no data.
    SESSION,

    /// DECLARE, FETCH, MOVE, CLOSE.
    CURSOR,

    /// Runs code that is not in the text: CALL, DO, EXECUTE.
    CALL,

    /// Not understood: may do anything.
    UNKNOWN
}
