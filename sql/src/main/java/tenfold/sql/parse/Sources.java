package tenfold.sql.parse;

/// Parses FROM: tables, subqueries, functions and joins of them.
final class Sources {
    private final Tokens tokens;
    private final Findings findings;
    private final Expressions expressions;
    private final Queries queries;

    Sources(Tokens tokens, Findings findings, Expressions expressions, Queries queries) {
        this.tokens = tokens;
        this.findings = findings;
        this.expressions = expressions;
        this.queries = queries;
    }

    /// Sources separated by commas.
    void list() {
        do {
            source();
        } while (tokens.accept((byte) ','));
    }

    /// A source with all that is joined to it.
    void source() {
        single();
        while (join()) {
            // One join or condition each.
        }
    }

    private boolean join() {
        Keyword word = tokens.word();
        switch (word) {
            case NATURAL, CROSS, INNER, LEFT, RIGHT, FULL, OUTER -> tokens.advance();
            case JOIN -> {
                tokens.advance();
                single();
            }
            case ON -> {
                if (isConflict()) {
                    return false;
                }
                tokens.advance();
                expressions.condition();
            }
            case USING -> {
                tokens.advance();
                columns();
                if (tokens.accept(Keyword.AS)) {
                    tokens.advance();
                }
            }
            case null, default -> {
                return false;
            }
        }
        return true;
    }

    /// ON CONFLICT of the INSERT around, not a condition on a column of that name.
    boolean isConflict() {
        Keyword next = tokens.word(2);
        return tokens.word(1) == Keyword.CONFLICT
                && (tokens.kind(2) == '(' || next == Keyword.DO || next == Keyword.ON);
    }

    private void columns() {
        if (tokens.kind() == '(') {
            expressions.parenthesis();
        } else {
            tokens.giveUp();
        }
    }

    private void single() {
        tokens.accept(Keyword.LATERAL);
        if (tokens.kind() == '(') {
            nested();
            alias();
            return;
        }
        Keyword word = tokens.word();
        if (word == Keyword.ROWS && tokens.word(1) == Keyword.FROM) {
            tokens.advance(2);
            columns();
            afterFunction();
        } else if (word == Keyword.ONLY || !isSyntax(word)) {
            named();
        } else {
            tokens.advance();
            if (tokens.kind() == '(') {
                expressions.parenthesis();
            } else if (word == null || !word.isValue()) {
                tokens.giveUp();
            }
            afterFunction();
        }
    }

    private boolean isSyntax(@org.jspecify.annotations.Nullable Keyword word) {
        return word != null && (word.isReserved() || (word.isSyntax() && tokens.kind(1) == '('));
    }

    /// A subquery, or a join in parentheses.
    private void nested() {
        tokens.open();
        if (expressions.startsQuery()) {
            queries.query();
        } else {
            source();
            queries.rest();
        }
        tokens.close((byte) ')');
    }

    private void named() {
        boolean only = tokens.accept(Keyword.ONLY);
        if (only && tokens.kind() == '(') {
            tokens.open();
            read(path());
            tokens.close((byte) ')');
            alias();
            return;
        }
        Name name = path();
        if (tokens.kind() == '(') {
            findings.calls(name);
            expressions.parenthesis();
            afterFunction();
            return;
        }
        read(name);
        star();
        alias();
        if (tokens.accept(Keyword.TABLESAMPLE)) {
            path();
            columns();
            if (tokens.accept(Keyword.REPEATABLE)) {
                columns();
            }
        }
    }

    /// TABLE's table.
    void table() {
        if (tokens.isWord(Keyword.ONLY)) {
            named();
        } else {
            read(path());
            star();
        }
    }

    private void read(Name name) {
        if (!queries.isCommon(name)) {
            findings.reads(name);
        }
    }

    private void star() {
        if (tokens.isOperator('*')) {
            tokens.advance();
        }
    }

    private void afterFunction() {
        if (tokens.isWord(Keyword.WITH) && tokens.word(1) == Keyword.ORDINALITY) {
            tokens.advance(2);
        }
        alias();
    }

    /// A name of up to three parts, of which the last two count.
    Name path() {
        String schema = "";
        String name = tokens.name();
        for (int part = 2; part <= 3 && tokens.accept((byte) '.'); part++) {
            schema = name;
            name = tokens.name();
        }
        return new Name(schema, name);
    }

    void alias() {
        if (tokens.accept(Keyword.AS)) {
            if (tokens.isName()) {
                tokens.advance();
            }
        } else if (isAlias()) {
            tokens.advance();
        } else {
            return;
        }
        if (tokens.kind() == '(') {
            expressions.parenthesis();
        }
    }

    private boolean isAlias() {
        Keyword word = tokens.word();
        return tokens.isName() && (word == null || word.isAlias());
    }

    /// The table that a statement changes, with its alias.
    Name target() {
        tokens.accept(Keyword.ONLY);
        boolean open = tokens.accept((byte) '(');
        Name name = path();
        if (open) {
            tokens.expect((byte) ')');
        }
        star();
        if (!tokens.isWord(Keyword.SET)) {
            alias();
        }
        return name;
    }
}
