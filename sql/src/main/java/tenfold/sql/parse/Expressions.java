package tenfold.sql.parse;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Walks expressions for what they call.
///
/// An expression is followed from operand to operand without building a tree: names before a
/// parenthesis are functions, parentheses that begin with a query are subqueries, and a reserved
/// word of a clause ends it, unless it stands inside a parenthesis.
final class Expressions {
    private final Tokens tokens;
    private final Findings findings;
    private @Nullable Queries queries;
    private boolean grouping;
    private boolean merging;

    Expressions(Tokens tokens, Findings findings) {
        this.tokens = tokens;
        this.findings = findings;
    }

    void with(Queries its) {
        queries = its;
    }

    void begin() {
        grouping = false;
        merging = false;
    }

    /// Whether CUBE, ROLLUP and SETS are words of GROUP BY now.
    void grouping(boolean now) {
        grouping = now;
    }

    /// Whether INSERT is a word of MERGE now.
    void merging(boolean now) {
        merging = now;
    }

    /// Up to the next clause.
    void clause() {
        while (step(false, false)) {
            // One operand or operator each.
        }
    }

    /// Up to the next clause or join.
    void condition() {
        while (step(false, true)) {
            // One operand or operator each.
        }
    }

    /// Up to the closing parenthesis or bracket, or the end.
    void inside() {
        while (step(true, false)) {
            // One operand or operator each.
        }
    }

    /// What stands in parentheses, the opening one being next.
    void parenthesis() {
        tokens.open();
        if (startsQuery()) {
            Objects.requireNonNull(queries).query();
        }
        inside();
        tokens.close((byte) ')');
    }

    boolean startsQuery() {
        Keyword word = tokens.word();
        return word != null && word.beginsQuery();
    }

    private boolean step(boolean inside, boolean joins) {
        switch (tokens.kind()) {
            case Token.END, ')', ']' -> {
                return false;
            }
            case '(' -> parenthesis();
            case '[' -> {
                tokens.open();
                inside();
                tokens.close((byte) ']');
            }
            case Token.CAST -> {
                tokens.advance();
                type();
            }
            case '.' -> {
                tokens.advance();
                attribute();
            }
            case Token.QUOTED -> path(null);
            case Token.WORD -> {
                return word(inside, joins);
            }
            default -> tokens.advance();
        }
        return true;
    }

    private boolean word(boolean inside, boolean joins) {
        Keyword word = tokens.word();
        if (word == null) {
            path(null);
            return true;
        }
        if (word.endsExpression()) {
            return clauseWord(word, inside);
        }
        if (word.joins() && tokens.kind(1) != '(' && joins) {
            return false;
        }
        if (word == Keyword.JOIN && joins) {
            return false;
        }
        switch (word) {
            case AS -> as(inside);
            case SELECT -> tokens.giveUp();
            case OPERATOR -> named();
            default -> path(word);
        }
        return true;
    }

    private boolean clauseWord(Keyword word, boolean inside) {
        if (!inside) {
            boolean distinctFrom =
                    word == Keyword.FROM
                            && tokens.word(-1) == Keyword.DISTINCT
                            && (tokens.word(-2) == Keyword.IS || tokens.word(-2) == Keyword.NOT);
            tokens.advance(distinctFrom ? 1 : 0);
            return distinctFrom;
        }
        if (word.combinesQueries()) {
            Objects.requireNonNull(queries).combined();
        } else if (word == Keyword.FOR) {
            Objects.requireNonNull(queries).locking();
        } else {
            tokens.advance();
        }
        return true;
    }

    private void as(boolean inside) {
        tokens.advance();
        if (inside && tokens.kind() != '(') {
            type();
        } else if (tokens.isName()) {
            tokens.advance();
        }
    }

    /// After a dot any word is a name.
    private void attribute() {
        if (tokens.kind() == Token.WORD) {
            tokens.advance();
        }
    }

    /// A column, a function call, or a word of an expression.
    private void path(@Nullable Keyword word) {
        if (isCall(word) && tokens.kind(1) == '(') {
            findings.calls(new Name("", tokens.name()));
            arguments();
            return;
        }
        if (tokens.kind(1) != '.' || tokens.kind(2) == Token.END) {
            tokens.advance();
            return;
        }
        qualified();
    }

    private void qualified() {
        int parts = 1;
        while (tokens.kind(2 * parts - 1) == '.' && isPart(tokens.kind(2 * parts))) {
            parts++;
        }
        if (parts == 1 || tokens.kind(2 * parts - 1) != '(') {
            tokens.advance(2 * parts - 1);
            return;
        }
        tokens.advance(2 * (parts - 2));
        String schema = tokens.name();
        tokens.advance();
        findings.calls(new Name(schema, tokens.name()));
        arguments();
    }

    private static boolean isPart(byte kind) {
        return kind == Token.WORD || kind == Token.QUOTED;
    }

    private boolean isCall(@Nullable Keyword word) {
        if (word == null) {
            return true;
        }
        return switch (word) {
            case CUBE, ROLLUP, SETS -> !grouping;
            case INSERT -> !merging;
            case BY -> !follows(Keyword.ORDER, Keyword.GROUP, Keyword.PARTITION);
            case SET -> !follows(Keyword.UPDATE);
            default -> !word.isSyntax();
        };
    }

    private boolean follows(Keyword... words) {
        Keyword previous = tokens.word(-1);
        return previous != null && List.of(words).contains(previous);
    }

    /// The arguments of a call, and what may follow them.
    void arguments() {
        parenthesis();
        if (tokens.isWord(Keyword.WITHIN) && tokens.word(1) == Keyword.GROUP) {
            tokens.advance(2);
            if (tokens.kind() == '(') {
                parenthesis();
            }
        }
        if (tokens.isWord(Keyword.FILTER) && tokens.kind(1) == '(') {
            tokens.advance();
            parenthesis();
        }
        if (tokens.isWord(Keyword.OVER)) {
            tokens.advance();
        }
    }

    /// `OPERATOR(schema.+)`, or a column of this name.
    private void named() {
        tokens.advance();
        if (tokens.kind() != '(') {
            return;
        }
        tokens.open();
        while (tokens.isName() || tokens.kind() == '.' || tokens.kind() == Token.OPERATOR) {
            tokens.advance();
        }
        tokens.close((byte) ')');
    }

    /// The name of a type with its modifiers.
    void type() {
        if (!tokens.isName()) {
            return;
        }
        tokens.advance();
        while (tokens.kind() == '.' && isPart(tokens.kind(1))) {
            tokens.advance(2);
        }
        while (tokens.isWord(Keyword.VARYING)
                || tokens.isWord(Keyword.PRECISION)
                || tokens.isWord(Keyword.CHARACTER)
                || tokens.isWord(Keyword.CHAR)) {
            tokens.advance();
        }
        if (tokens.kind() == '(') {
            parenthesis();
        }
    }
}
