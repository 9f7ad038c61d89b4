package tenfold.sql.parse;

import java.util.ArrayList;
import java.util.List;

/// Parses SELECT, VALUES, TABLE and WITH; [Changes] parses what changes rows.
final class Queries {
    private final Tokens tokens;
    private final Findings findings;
    private final Expressions expressions;
    private final Sources sources;
    private final Changes changes;

    /// Names of the WITH queries that are visible here.
    private final List<String> common = new ArrayList<>();

    Queries(Tokens tokens, Findings findings) {
        this.tokens = tokens;
        this.findings = findings;
        this.expressions = new Expressions(tokens, findings);
        this.sources = new Sources(tokens, findings, expressions, this);
        this.changes = new Changes(tokens, findings, expressions, sources, this);
        expressions.with(this);
    }

    void begin() {
        common.clear();
        expressions.begin();
    }

    Expressions expressions() {
        return expressions;
    }

    Sources sources() {
        return sources;
    }

    boolean isCommon(Name name) {
        return name.schema().isEmpty() && common.contains(name.name());
    }

    /// A query with what belongs to it: WITH ahead, ORDER BY and the like behind.
    void query() {
        int visible = common.size();
        if (tokens.accept(Keyword.WITH)) {
            with();
        }
        Keyword word = tokens.word();
        if (word == Keyword.INSERT
                || word == Keyword.UPDATE
                || word == Keyword.DELETE
                || word == Keyword.MERGE) {
            changes.change(word);
        } else {
            operand();
            rest();
        }
        common.subList(visible, common.size()).clear();
    }

    /// What may follow a query's first operand: more operands, then order, limits and locks.
    void rest() {
        Keyword word = tokens.word();
        while (word != null && word.combinesQueries()) {
            combined();
            word = tokens.word();
        }
        tail();
    }

    /// UNION, INTERSECT or EXCEPT, and the operand behind it.
    void combined() {
        tokens.advance();
        if (!tokens.accept(Keyword.ALL)) {
            tokens.accept(Keyword.DISTINCT);
        }
        operand();
    }

    private void operand() {
        if (tokens.kind() == '(') {
            tokens.open();
            query();
            tokens.close((byte) ')');
            return;
        }
        Keyword word = tokens.word();
        switch (word) {
            case SELECT -> select();
            case VALUES -> {
                tokens.advance();
                expressions.clause();
            }
            case TABLE -> {
                tokens.advance();
                sources.table();
            }
            case null, default -> tokens.giveUp();
        }
    }

    private void select() {
        tokens.advance();
        tokens.accept(Keyword.ALL);
        if (tokens.accept(Keyword.DISTINCT) && tokens.accept(Keyword.ON)) {
            parenthesis();
        }
        expressions.clause();
        while (clause()) {
            // One clause each.
        }
    }

    private void parenthesis() {
        if (tokens.kind() == '(') {
            expressions.parenthesis();
        } else {
            tokens.giveUp();
        }
    }

    private boolean clause() {
        switch (tokens.word()) {
            case INTO -> {
                findings.trait(Statement.INTO);
                tokens.advance();
                expressions.clause();
            }
            case FROM -> {
                tokens.advance();
                sources.list();
            }
            case GROUP -> {
                tokens.advance();
                expressions.grouping(true);
                expressions.clause();
                expressions.grouping(false);
            }
            case WHERE, HAVING, WINDOW -> {
                tokens.advance();
                expressions.clause();
            }
            case null, default -> {
                return false;
            }
        }
        return true;
    }

    private void tail() {
        while (true) {
            switch (tokens.word()) {
                case ORDER, LIMIT, OFFSET, FETCH -> {
                    tokens.advance();
                    expressions.clause();
                    // ORDER BY a USING <
                    if (tokens.accept(Keyword.USING)) {
                        expressions.clause();
                    }
                }
                case FOR -> {
                    locking();
                    expressions.clause();
                }
                case null, default -> {
                    return;
                }
            }
        }
    }

    /// FOR, which locks rows unless something else follows.
    void locking() {
        tokens.advance();
        switch (tokens.word()) {
            case UPDATE, SHARE, NO, KEY -> findings.trait(Statement.LOCKS);
            case null, default -> {}
        }
    }

    private void with() {
        boolean recursive = tokens.accept(Keyword.RECURSIVE);
        do {
            String name = tokens.name();
            if (recursive) {
                common.add(name);
            }
            if (tokens.kind() == '(') {
                expressions.parenthesis();
            }
            tokens.expect(Keyword.AS);
            tokens.accept(Keyword.NOT);
            tokens.accept(Keyword.MATERIALIZED);
            commonQuery();
            searchAndCycle();
            if (!recursive) {
                common.add(name);
            }
        } while (tokens.accept((byte) ','));
    }

    private void commonQuery() {
        if (tokens.kind() != '(') {
            tokens.giveUp();
            return;
        }
        tokens.open();
        query();
        tokens.close((byte) ')');
    }

    /// `SEARCH DEPTH FIRST BY a, b SET c` and `CYCLE a, b SET c TO x DEFAULT y USING d`.
    private void searchAndCycle() {
        while (tokens.isWord(Keyword.SEARCH) || tokens.isWord(Keyword.CYCLE)) {
            while (!tokens.isEnd() && !tokens.isWord(Keyword.SET)) {
                tokens.advance();
            }
            tokens.advance(2);
            if (tokens.accept(Keyword.TO)) {
                expressions.clause();
            }
            if (tokens.accept(Keyword.USING)) {
                tokens.advance();
            }
        }
    }
}
