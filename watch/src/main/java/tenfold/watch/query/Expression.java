package tenfold.watch.query;

import java.util.List;
import tenfold.watch.store.Labels;

/// A query as it was understood. `column` is where it stands, from 1.
sealed interface Expression {
    int column();

    record Literal(int column, double value) implements Expression {}

    /// Only as an argument that wants text.
    record Text(int column, String value) implements Expression {}

    /// Series as they are at a moment, or with a `range` above 0 their samples of so many
    /// milliseconds before it; `offset` milliseconds earlier.
    record Selector(int column, List<LabelMatch> matches, long range, long offset)
            implements Expression {
        public Selector {
            matches = List.copyOf(matches);
        }

        boolean wants(Labels labels) {
            return matches.stream().allMatch(match -> match.test(labels));
        }
    }

    record Negation(int column, Expression of) implements Expression {}

    record Call(int column, Function function, List<Expression> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /// `sum by (service) (...)`; `parameter` is that of `topk`, `bottomk` and `quantile`, else 0.
    record Aggregation(
            int column,
            Aggregator aggregator,
            Grouping grouping,
            Expression parameter,
            Expression of)
            implements Expression {}

    record Binary(
            int column, Operator operator, Matching matching, Expression left, Expression right)
            implements Expression {}

    /// By which labels samples are one group: those of `labels`, or all others.
    record Grouping(boolean without, List<String> labels) {
        public Grouping {
            labels = List.copyOf(labels);
        }

        Labels of(Labels all) {
            return without ? all.without(labels).withoutName() : all.only(labels);
        }
    }

    /// How samples of two sides find each other: on all labels but those of `labels`, or only on
    /// them. `bool` makes a comparison answer 0 or 1.
    record Matching(boolean on, List<String> labels, boolean bool) {
        static final Matching ALL = new Matching(false, List.of(), false);

        public Matching {
            labels = List.copyOf(labels);
        }

        Labels of(Labels all) {
            return on ? all.only(labels) : all.without(labels).withoutName();
        }
    }

    /// What an expression's answer is.
    enum Shape {
        SCALAR,
        VECTOR,
        RANGE,
        TEXT
    }

    default Shape shape() {
        return switch (this) {
            case Literal _ -> Shape.SCALAR;
            case Text _ -> Shape.TEXT;
            case Selector selector -> selector.range() > 0 ? Shape.RANGE : Shape.VECTOR;
            case Negation negation -> negation.of().shape();
            case Call call -> call.function().answer;
            case Aggregation _ -> Shape.VECTOR;
            case Binary binary ->
                    binary.left().shape() == Shape.SCALAR && binary.right().shape() == Shape.SCALAR
                            ? Shape.SCALAR
                            : Shape.VECTOR;
        };
    }
}
