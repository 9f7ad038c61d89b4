package tenfold.sql.parse;

/// Parses INSERT, UPDATE, DELETE and MERGE.
final class Changes {
    private final Tokens tokens;
    private final Findings findings;
    private final Expressions expressions;
    private final Sources sources;
    private final Queries queries;

    Changes(
            Tokens tokens,
            Findings findings,
            Expressions expressions,
            Sources sources,
            Queries queries) {
        this.tokens = tokens;
        this.findings = findings;
        this.expressions = expressions;
        this.sources = sources;
        this.queries = queries;
    }

    void change(Keyword word) {
        tokens.advance();
        switch (word) {
            case INSERT -> insert();
            case UPDATE -> {
                findings.writes(sources.target());
                tokens.expect(Keyword.SET);
                expressions.clause();
            }
            case DELETE -> {
                tokens.expect(Keyword.FROM);
                findings.writes(sources.target());
            }
            default -> merge();
        }
        while (clause()) {
            // One clause each.
        }
    }

    private boolean clause() {
        switch (tokens.word()) {
            case FROM, USING -> {
                tokens.advance();
                sources.list();
            }
            case WHERE, RETURNING -> {
                tokens.advance();
                expressions.clause();
            }
            case null, default -> {
                return false;
            }
        }
        return true;
    }

    private void insert() {
        tokens.expect(Keyword.INTO);
        Name name = sources.path();
        findings.writes(name);
        if (tokens.accept(Keyword.AS)) {
            tokens.advance();
        }
        if (tokens.kind() == '(' && !isQuery()) {
            expressions.parenthesis();
        }
        if (tokens.accept(Keyword.OVERRIDING)) {
            tokens.advance(2);
        }
        if (tokens.accept(Keyword.DEFAULT)) {
            tokens.expect(Keyword.VALUES);
        } else {
            queries.query();
        }
        if (tokens.isWord(Keyword.ON) && sources.isConflict()) {
            conflict();
        }
    }

    private boolean isQuery() {
        int ahead = 1;
        while (tokens.kind(ahead) == '(') {
            ahead++;
        }
        Keyword word = tokens.word(ahead);
        // A column may be called values.
        boolean query = word != null && word.beginsQuery();
        return query && (word != Keyword.VALUES || tokens.kind(ahead + 1) == '(');
    }

    /// `ON CONFLICT [target] DO ...`, up to RETURNING.
    private void conflict() {
        tokens.advance(2);
        if (tokens.accept(Keyword.ON)) {
            tokens.advance(2);
        }
        expressions.clause();
        while (tokens.accept(Keyword.WHERE) || tokens.accept(Keyword.FOR)) {
            expressions.clause();
        }
    }

    /// The actions are walked like an expression: they name no other table.
    private void merge() {
        tokens.expect(Keyword.INTO);
        findings.writes(sources.target());
        tokens.expect(Keyword.USING);
        expressions.merging(true);
        sources.source();
        expressions.clause();
        expressions.merging(false);
    }
}
