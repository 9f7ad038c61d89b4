package tenfold.sql.parse;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The words that mean something to the parser, found without making a string.
///
/// Source: appendix "SQL Key Words" of PostgreSQL's manual. A reserved word is never the name of a
/// column, table or function unless quoted; all of them are here.
enum Keyword {
    ALL(Use.RESERVED),
    ANALYSE(Use.RESERVED),
    ANALYZE(Use.RESERVED),
    AND(Use.RESERVED),
    ANY(Use.RESERVED),
    ARRAY(Use.RESERVED),
    AS(Use.RESERVED),
    ASC(Use.RESERVED),
    ASYMMETRIC(Use.RESERVED),
    BOTH(Use.RESERVED),
    CASE(Use.RESERVED),
    CAST(Use.RESERVED),
    CHECK(Use.RESERVED),
    COLLATE(Use.RESERVED),
    COLUMN(Use.RESERVED),
    CONSTRAINT(Use.RESERVED),
    CREATE(Use.RESERVED),
    CURRENT_CATALOG(Use.VALUE),
    CURRENT_DATE(Use.VALUE),
    CURRENT_ROLE(Use.VALUE),
    CURRENT_TIME(Use.VALUE),
    CURRENT_TIMESTAMP(Use.VALUE),
    CURRENT_USER(Use.VALUE),
    DEFAULT(Use.RESERVED),
    DEFERRABLE(Use.RESERVED),
    DESC(Use.RESERVED),
    DISTINCT(Use.RESERVED),
    DO(Use.RESERVED),
    ELSE(Use.RESERVED),
    END(Use.RESERVED),
    EXCEPT(Use.CLAUSE),
    FALSE(Use.RESERVED),
    FETCH(Use.CLAUSE),
    FOR(Use.CLAUSE),
    FOREIGN(Use.RESERVED),
    FROM(Use.CLAUSE),
    GRANT(Use.RESERVED),
    GROUP(Use.CLAUSE),
    HAVING(Use.CLAUSE),
    IN(Use.RESERVED),
    INITIALLY(Use.RESERVED),
    INTERSECT(Use.CLAUSE),
    INTO(Use.CLAUSE),
    LATERAL(Use.RESERVED),
    LEADING(Use.RESERVED),
    LIMIT(Use.CLAUSE),
    LOCALTIME(Use.VALUE),
    LOCALTIMESTAMP(Use.VALUE),
    NOT(Use.RESERVED),
    NULL(Use.RESERVED),
    OFFSET(Use.CLAUSE),
    ON(Use.CLAUSE),
    ONLY(Use.RESERVED),
    OR(Use.RESERVED),
    ORDER(Use.CLAUSE),
    PLACING(Use.RESERVED),
    PRIMARY(Use.RESERVED),
    REFERENCES(Use.RESERVED),
    RETURNING(Use.CLAUSE),
    SELECT(Use.QUERY),
    SESSION_USER(Use.VALUE),
    SOME(Use.RESERVED),
    SYMMETRIC(Use.RESERVED),
    SYSTEM_USER(Use.VALUE),
    TABLE(Use.QUERY),
    THEN(Use.RESERVED),
    TO(Use.RESERVED),
    TRAILING(Use.RESERVED),
    TRUE(Use.RESERVED),
    UNION(Use.CLAUSE),
    UNIQUE(Use.RESERVED),
    USER(Use.VALUE),
    USING(Use.CLAUSE),
    VARIADIC(Use.RESERVED),
    WHEN(Use.RESERVED),
    WHERE(Use.CLAUSE),
    WINDOW(Use.CLAUSE),
    WITH(Use.QUERY),

    CROSS(Use.JOIN),
    FULL(Use.JOIN),
    INNER(Use.JOIN),
    JOIN(Use.JOIN),
    LEFT(Use.JOIN),
    NATURAL(Use.JOIN),
    RIGHT(Use.JOIN),
    OUTER(Use.JOIN),
    TABLESAMPLE(Use.JOIN),
    ILIKE(Use.INFIX),
    IS(Use.INFIX),
    ISNULL(Use.INFIX),
    NOTNULL(Use.INFIX),
    SIMILAR(Use.INFIX),
    BETWEEN(Use.INFIX),

    BIT(Use.SYNTAX),
    CHAR(Use.SYNTAX),
    CHARACTER(Use.SYNTAX),
    COALESCE(Use.SYNTAX),
    DEC(Use.SYNTAX),
    DECIMAL(Use.SYNTAX),
    EXISTS(Use.SYNTAX),
    EXTRACT(Use.SYNTAX),
    FLOAT(Use.SYNTAX),
    GREATEST(Use.SYNTAX),
    GROUPING(Use.SYNTAX),
    INTERVAL(Use.SYNTAX),
    JSON(Use.SYNTAX),
    JSON_ARRAY(Use.SYNTAX),
    JSON_ARRAYAGG(Use.SYNTAX),
    JSON_EXISTS(Use.SYNTAX),
    JSON_OBJECT(Use.PLAIN),
    JSON_OBJECTAGG(Use.SYNTAX),
    JSON_QUERY(Use.SYNTAX),
    JSON_SCALAR(Use.SYNTAX),
    JSON_SERIALIZE(Use.SYNTAX),
    JSON_TABLE(Use.SYNTAX),
    JSON_VALUE(Use.SYNTAX),
    LEAST(Use.SYNTAX),
    MERGE_ACTION(Use.SYNTAX),
    NATIONAL(Use.SYNTAX),
    NCHAR(Use.SYNTAX),
    NORMALIZE(Use.SYNTAX),
    NULLIF(Use.SYNTAX),
    NUMERIC(Use.SYNTAX),
    POSITION(Use.SYNTAX),
    ROW(Use.SYNTAX),
    TIME(Use.SYNTAX),
    TIMESTAMP(Use.SYNTAX),
    TREAT(Use.SYNTAX),
    TRIM(Use.SYNTAX),
    VALUES(Use.QUERY),
    VARCHAR(Use.SYNTAX),
    XMLATTRIBUTES(Use.SYNTAX),
    XMLCONCAT(Use.SYNTAX),
    XMLELEMENT(Use.SYNTAX),
    XMLEXISTS(Use.SYNTAX),
    XMLFOREST(Use.SYNTAX),
    XMLNAMESPACES(Use.SYNTAX),
    XMLPARSE(Use.SYNTAX),
    XMLPI(Use.SYNTAX),
    XMLROOT(Use.SYNTAX),
    XMLSERIALIZE(Use.SYNTAX),
    XMLTABLE(Use.SYNTAX),

    ABORT,
    ALTER,
    BEGIN,
    BREADTH,
    BY,
    CALL,
    CASCADE,
    CHAIN,
    CHARACTERISTICS,
    CHECKPOINT,
    CLOSE,
    CLUSTER,
    COMMENT,
    COMMIT,
    CONFLICT,
    COPY,
    CUBE,
    CURSOR,
    CYCLE,
    DEALLOCATE,
    DECLARE,
    DELETE,
    DEPTH,
    DISCARD,
    DROP,
    EXECUTE,
    EXPLAIN,
    FILTER,
    IMPORT,
    INSERT,
    ISOLATION,
    KEY,
    LISTEN,
    LOAD,
    LOCAL,
    LOCK,
    MATERIALIZED,
    MERGE,
    MOVE,
    NO,
    NOTIFY,
    OPERATOR,
    ORDINALITY,
    OVER,
    OVERRIDING,
    PARTITION,
    PRECISION,
    PREPARE,
    PREPARED,
    READ,
    REASSIGN,
    RECURSIVE,
    REFRESH,
    REINDEX,
    RELEASE,
    REPEATABLE,
    RESET,
    REVOKE,
    ROLLBACK,
    ROLLUP,
    ROWS,
    SAVEPOINT,
    SEARCH,
    SECURITY,
    SERIALIZABLE,
    SESSION,
    SET,
    SETS,
    SHARE,
    SHOW,
    START,
    STDIN,
    STDOUT,
    TEMP,
    TEMPORARY,
    TRANSACTION,
    TRUNCATE,
    UNLISTEN,
    UNLOGGED,
    UPDATE,
    VACUUM,
    VALUE,
    VARYING,
    VERBOSE,
    WITHIN,
    WRITE;

    /// Where a word may stand.
    private enum Use {
        PLAIN,
        RESERVED,
        /// Reserved; ends an expression that stands in a clause.
        CLAUSE,
        /// Begins a query.
        QUERY,
        /// Reserved; a function called without parentheses.
        VALUE,
        /// May name a function, but no table or alias.
        JOIN,
        /// The same, where an operand ended.
        INFIX,
        /// Looks like a function or names a type, and is neither looked up in the catalogue.
        SYNTAX
    }

    private static final int SLOTS = 2048;
    private static final @Nullable Keyword[] FOUND = new @Nullable Keyword[SLOTS];
    private static final int LENGTH_MAX = 17;

    static {
        for (Keyword each : values()) {
            byte[] letters = each.letters.getBytes(StandardCharsets.US_ASCII);
            int slot = slot(letters, 0, letters.length);
            while (FOUND[slot] != null) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            FOUND[slot] = each;
        }
    }

    private final String letters = name().toLowerCase(Locale.ROOT);
    private final Use use;

    Keyword() {
        this(Use.PLAIN);
    }

    Keyword(Use use) {
        this.use = use;
    }

    private static int slot(byte[] text, int from, int to) {
        int length = to - from;
        int hash = text[from] * 31 + text[to - 1];
        hash = hash * 31 + text[from + length / 2];
        hash = hash * 31 + text[from + Math.min(1, length - 1)];
        hash = hash * 31 + text[from + Math.max(0, length - 3)];
        return ((hash * 31 + length) * 0x9E3779B1) >>> 21;
    }

    /// The word that stands in `text`, which is in lower case, from `from` to `to`.
    static @Nullable Keyword find(byte[] text, int from, int to) {
        if (to - from > LENGTH_MAX) {
            return null;
        }
        int slot = slot(text, from, to);
        while (true) {
            Keyword found = FOUND[slot];
            if (found == null || found.is(text, from, to)) {
                return found;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
    }

    private boolean is(byte[] text, int from, int to) {
        if (to - from != letters.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text[i] != letters.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    boolean isReserved() {
        return use != Use.PLAIN
                && use != Use.JOIN
                && use != Use.INFIX
                && use != Use.SYNTAX
                && this != VALUES;
    }

    /// Whether it may follow a table's name as its alias, without AS.
    boolean isAlias() {
        return !isReserved() && use != Use.JOIN && use != Use.INFIX;
    }

    boolean endsExpression() {
        return use == Use.CLAUSE;
    }

    boolean joins() {
        return use == Use.JOIN;
    }

    /// Whether it begins a query when it follows a parenthesis.
    boolean beginsQuery() {
        return use == Use.QUERY;
    }

    boolean isValue() {
        return use == Use.VALUE;
    }

    /// Whether a parenthesis behind it does not make it a function.
    boolean isSyntax() {
        return use == Use.SYNTAX || use == Use.INFIX || isReserved() || this == VALUES;
    }

    boolean combinesQueries() {
        return this == UNION || this == INTERSECT || this == EXCEPT;
    }
}
