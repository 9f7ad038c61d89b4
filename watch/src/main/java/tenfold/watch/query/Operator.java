package tenfold.watch.query;

import java.util.Arrays;
import java.util.Optional;

/// An operator between two expressions; a higher `rank` binds closer.
enum Operator {
    OR("or", 1),
    AND("and", 2),
    UNLESS("unless", 2),
    EQUAL("==", 3),
    NOT_EQUAL("!=", 3),
    LESS_OR_EQUAL("<=", 3),
    LESS("<", 3),
    GREATER_OR_EQUAL(">=", 3),
    GREATER(">", 3),
    PLUS("+", 4),
    MINUS("-", 4),
    TIMES("*", 5),
    OVER("/", 5),
    MODULO("%", 5),
    POWER("^", 6);

    final String text;
    final int rank;

    Operator(String text, int rank) {
        this.text = text;
        this.rank = rank;
    }

    static Optional<Operator> of(Token token) {
        return Arrays.stream(values())
                .filter(one -> one.isSet() ? token.isWord(one.text) : token.is(one.text))
                .findFirst();
    }

    boolean isSet() {
        return rank <= 2;
    }

    boolean isComparison() {
        return rank == 3;
    }

    boolean bindsRight() {
        return this == POWER;
    }

    /// Whether a comparison holds.
    boolean holds(double left, double right) {
        return switch (this) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case LESS_OR_EQUAL -> left <= right;
            case LESS -> left < right;
            case GREATER_OR_EQUAL -> left >= right;
            case GREATER -> left > right;
            case OR, AND, UNLESS, PLUS, MINUS, TIMES, OVER, MODULO, POWER -> false;
        };
    }

    /// The result of arithmetic, or 1 or 0 of a comparison.
    double apply(double left, double right) {
        return switch (this) {
            case PLUS -> left + right;
            case MINUS -> left - right;
            case TIMES -> left * right;
            case OVER -> left / right;
            case MODULO -> left % right;
            case POWER -> Math.pow(left, right);
            case EQUAL, NOT_EQUAL, LESS_OR_EQUAL, LESS, GREATER_OR_EQUAL, GREATER ->
                    holds(left, right) ? 1 : 0;
            case OR, AND, UNLESS -> Double.NaN;
        };
    }
}
