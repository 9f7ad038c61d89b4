package tenfold.sql.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses the statements of a text that the lexer has read.
final class Parser {
    private final Lexer lexer;
    private final Tokens tokens;
    private final Findings findings = new Findings();
    private final Queries queries;

    Parser(Lexer lexer) {
        this.lexer = lexer;
        this.tokens = new Tokens(lexer);
        this.queries = new Queries(tokens, findings);
    }

    /// One statement each; empty ones do not count, as PostgreSQL answers nothing for them.
    List<Statement> parse() {
        tokens.load();
        List<Statement> statements = new ArrayList<>(1);
        int from = 0;
        int depth = 0;
        boolean atomic = false;
        int count = lexer.count();
        for (int i = 0; i <= count; i++) {
            byte kind = lexer.kind(i);
            depth += kind == '(' ? 1 : kind == ')' ? -1 : 0;
            atomic |= kind == Token.WORD && i > from && isAtomic(from, i);
            if (kind == Token.END || (kind == ';' && depth <= 0 && !atomic)) {
                add(statements, from, i);
                from = i + 1;
                depth = 0;
            }
        }
        return statements;
    }

    /// Whether the body of a function in plain SQL begins here; semicolons stand in it.
    private boolean isAtomic(int from, int at) {
        return tokens.wordAt(at) == Keyword.BEGIN && tokens.wordAt(from) == Keyword.CREATE;
    }

    private void add(List<Statement> statements, int from, int to) {
        if (from < to) {
            tokens.enter(from, to);
            findings.clear();
            queries.begin();
            statements.add(statement());
        }
    }

    private Statement statement() {
        Kind kind = lexer.isDoubtful() ? Kind.UNKNOWN : kind();
        return tokens.isLost() || kind == Kind.UNKNOWN
                ? Statement.UNKNOWN
                : findings.statement(kind);
    }

    private Kind kind() {
        if (tokens.kind() == '(') {
            return query();
        }
        Keyword word = tokens.word();
        if (word == null) {
            return Kind.UNKNOWN;
        }
        return switch (word) {
            case SELECT, VALUES, TABLE, WITH, INSERT, UPDATE, DELETE, MERGE -> query();
            case EXPLAIN -> explain();
            case COPY -> copy();
            case TRUNCATE -> truncate();
            case DECLARE -> declare();
            case FETCH, MOVE, CLOSE -> Kind.CURSOR;
            case BEGIN, START -> begin();
            case COMMIT, END -> end(Kind.COMMIT);
            case ROLLBACK, ABORT -> end(Kind.ROLLBACK);
            case SAVEPOINT, RELEASE -> Kind.SAVEPOINT;
            case PREPARE -> prepare();
            case SET -> set();
            case RESET, SHOW, DISCARD, DEALLOCATE, LISTEN, UNLISTEN, NOTIFY, LOAD, LOCK ->
                    Kind.SESSION;
            case CALL, DO, EXECUTE -> Kind.CALL;
            case CREATE,
                    ALTER,
                    DROP,
                    COMMENT,
                    GRANT,
                    REVOKE,
                    VACUUM,
                    ANALYZE,
                    ANALYSE,
                    CLUSTER,
                    REINDEX,
                    REFRESH,
                    REASSIGN,
                    SECURITY,
                    IMPORT,
                    CHECKPOINT ->
                    Kind.DDL;
            default -> Kind.UNKNOWN;
        };
    }

    private Kind query() {
        queries.query();
        return finished(findings.kind());
    }

    private Kind finished(Kind kind) {
        return tokens.isEnd() ? kind : Kind.UNKNOWN;
    }

    private Kind explain() {
        tokens.advance();
        findings.trait(Statement.EXPLAIN);
        if (tokens.kind() == '(' && !isQueryInside()) {
            options();
        } else {
            while (tokens.isWord(Keyword.ANALYZE)
                    || tokens.isWord(Keyword.ANALYSE)
                    || tokens.isWord(Keyword.VERBOSE)) {
                analyzes(tokens.word());
                tokens.advance();
            }
        }
        Kind kind = tokens.isWord(Keyword.EXPLAIN) ? Kind.UNKNOWN : kind();
        boolean runs = (findings.traits() & Statement.ANALYZE) != 0;
        return runs || kind == Kind.READ || kind == Kind.UNKNOWN ? kind : Kind.SESSION;
    }

    private boolean isQueryInside() {
        Keyword word = tokens.word(1);
        return tokens.kind(1) == '(' || (word != null && word.beginsQuery());
    }

    /// `(ANALYZE false)` counts as ANALYZE too.
    private void options() {
        while (!tokens.isEnd() && tokens.kind() != ')') {
            analyzes(tokens.word());
            tokens.advance();
        }
        tokens.expect((byte) ')');
    }

    private void analyzes(@Nullable Keyword word) {
        if (word == Keyword.ANALYZE || word == Keyword.ANALYSE) {
            findings.trait(Statement.ANALYZE);
        }
    }

    private Kind copy() {
        tokens.advance();
        Name table = null;
        if (tokens.kind() == '(') {
            tokens.open();
            queries.query();
            tokens.close((byte) ')');
        } else {
            table = sources().path();
            if (tokens.kind() == '(') {
                queries.expressions().parenthesis();
            }
        }
        if (table != null && tokens.accept(Keyword.FROM)) {
            findings.writes(table);
            return Kind.WRITE;
        }
        tokens.expect(Keyword.TO);
        if (table != null) {
            findings.reads(table);
        }
        // To a file of the server otherwise.
        return tokens.isWord(Keyword.STDOUT) ? findings.kind() : Kind.UNKNOWN;
    }

    private Sources sources() {
        return queries.sources();
    }

    private Kind truncate() {
        tokens.advance();
        tokens.accept(Keyword.TABLE);
        do {
            tokens.accept(Keyword.ONLY);
            findings.writes(sources().path());
            if (tokens.kind() == Token.OPERATOR) {
                tokens.advance();
            }
        } while (tokens.accept((byte) ','));
        return isAhead(Keyword.CASCADE) ? Kind.DDL : Kind.WRITE;
    }

    private boolean isAhead(Keyword keyword) {
        while (!tokens.isEnd()) {
            if (tokens.isWord(keyword)) {
                return true;
            }
            tokens.advance();
        }
        return false;
    }

    private Kind declare() {
        tokens.advance(2);
        while (!tokens.isEnd() && !tokens.accept(Keyword.FOR)) {
            tokens.advance();
        }
        Kind query = query();
        return query == Kind.READ || query == Kind.WRITE ? Kind.CURSOR : query;
    }

    private Kind begin() {
        modes();
        return Kind.BEGIN;
    }

    private void modes() {
        while (!tokens.isEnd()) {
            switch (tokens.word()) {
                case READ -> {
                    if (tokens.word(1) == Keyword.ONLY) {
                        findings.trait(Statement.READ_ONLY);
                    } else if (tokens.word(1) == Keyword.WRITE) {
                        findings.trait(Statement.READ_WRITE);
                    }
                }
                case SERIALIZABLE -> findings.trait(Statement.SERIALIZABLE);
                case null, default -> {}
            }
            tokens.advance();
        }
    }

    private Kind end(Kind kind) {
        tokens.advance();
        if (tokens.isWord(Keyword.PREPARED)) {
            return Kind.CALL;
        }
        while (!tokens.isEnd()) {
            if (tokens.isWord(Keyword.TO)) {
                return Kind.SAVEPOINT;
            }
            if (tokens.isWord(Keyword.CHAIN) && tokens.word(-1) == Keyword.AND) {
                findings.trait(Statement.CHAIN);
            }
            tokens.advance();
        }
        return kind;
    }

    private Kind prepare() {
        if (tokens.word(1) == Keyword.TRANSACTION) {
            findings.trait(Statement.PREPARED);
            return Kind.COMMIT;
        }
        return Kind.SESSION;
    }

    private Kind set() {
        if (tokens.word(1) == Keyword.TRANSACTION) {
            modes();
        }
        return Kind.SESSION;
    }
}
