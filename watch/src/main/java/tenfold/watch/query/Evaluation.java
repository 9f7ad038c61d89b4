package tenfold.watch.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import tenfold.watch.query.Value.Scalar;
import tenfold.watch.query.Value.Vector;
import tenfold.watch.store.Labels;
import tenfold.watch.store.Samples;

/// Answers a query at one moment after the other, from samples that are loaded.
final class Evaluation {
    private final Loader loader;

    Evaluation(Loader loader) {
        this.loader = loader;
    }

    Value at(Expression expression, long now) throws BadQuery {
        return switch (expression) {
            case Expression.Literal number -> new Scalar(number.value());
            case Expression.Text text -> throw new BadQuery(text.column(), "a text is no value");
            case Expression.Selector selector -> instant(selector, now);
            case Expression.Negation negation -> negated(at(negation.of(), now));
            case Expression.Call call -> call(call, now);
            case Expression.Aggregation aggregation ->
                    Groups.of(
                            aggregation,
                            points(aggregation.of(), now),
                            number(aggregation.parameter(), now));
            case Expression.Binary binary ->
                    Joins.of(binary, at(binary.left(), now), at(binary.right(), now));
        };
    }

    private Vector instant(Expression.Selector selector, long now) {
        Loader.Loaded loaded = loader.of(selector);
        long at = now - selector.offset();
        var points = new ArrayList<Point>();
        for (Samples samples : loaded.series()) {
            int index = samples.indexAt(at);
            boolean there = index >= 0 && samples.millis(index) > at - loaded.lookback();
            if (there && !Double.isNaN(samples.value(index))) {
                points.add(new Point(samples.labels(), samples.value(index)));
            }
        }
        return new Vector(points);
    }

    private static Value negated(Value value) {
        return switch (value) {
            case Scalar(double number) -> new Scalar(-number);
            case Vector(List<Point> points) -> each(points, number -> -number);
        };
    }

    private static Vector each(List<Point> points, DoubleUnaryOperator operator) {
        return new Vector(
                points.stream()
                        .map(point ->
                                new Point(
                                        point.labels().withoutName(),
                                        operator.applyAsDouble(point.value())))
                        .toList());
    }

    private List<Point> points(Expression expression, long now) throws BadQuery {
        return switch (at(expression, now)) {
            case Vector(List<Point> points) -> points;
            case Scalar _ -> throw new BadQuery(expression.column(), "expected series");
        };
    }

    private double number(Expression expression, long now) throws BadQuery {
        return switch (at(expression, now)) {
            case Scalar(double number) -> number;
            case Vector _ -> throw new BadQuery(expression.column(), "expected a number");
        };
    }

    private Value call(Expression.Call call, long now) throws BadQuery {
        List<Expression> arguments = call.arguments();
        return switch (call.function()) {
            case TIME -> new Scalar(now / 1000.0);
            case VECTOR ->
                    new Vector(List.of(new Point(Labels.NONE, number(arguments.getFirst(), now))));
            case SCALAR -> {
                List<Point> points = points(arguments.getFirst(), now);
                yield new Scalar(points.size() == 1 ? points.getFirst().value() : Double.NaN);
            }
            case ABSENT -> absent(arguments.getFirst(), now);
            case ABS -> each(points(arguments.getFirst(), now), Math::abs);
            case CEIL -> each(points(arguments.getFirst(), now), Math::ceil);
            case FLOOR -> each(points(arguments.getFirst(), now), Math::floor);
            case ROUND -> each(points(arguments.getFirst(), now), value -> Math.floor(value + 0.5));
            case CLAMP_MIN -> {
                double bound = number(arguments.get(1), now);
                yield each(points(arguments.getFirst(), now), value -> Math.max(bound, value));
            }
            case CLAMP_MAX -> {
                double bound = number(arguments.get(1), now);
                yield each(points(arguments.getFirst(), now), value -> Math.min(bound, value));
            }
            case HISTOGRAM_QUANTILE ->
                    Groups.histogramQuantile(
                            number(arguments.getFirst(), now), points(arguments.get(1), now));
            case QUANTILE_OVER_TIME ->
                    window(
                            call.function(),
                            arguments.get(1),
                            number(arguments.getFirst(), now),
                            now);
            case RATE,
                    INCREASE,
                    IRATE,
                    DELTA,
                    AVG_OVER_TIME,
                    MIN_OVER_TIME,
                    MAX_OVER_TIME,
                    SUM_OVER_TIME,
                    COUNT_OVER_TIME,
                    LAST_OVER_TIME,
                    RESETS ->
                    window(call.function(), arguments.getFirst(), 0, now);
        };
    }

    private Vector absent(Expression argument, long now) throws BadQuery {
        if (!points(argument, now).isEmpty()) {
            return new Vector(List.of());
        }
        Labels labels = Labels.NONE;
        if (argument instanceof Expression.Selector selector) {
            for (LabelMatch match : selector.matches()) {
                if (match.op() == LabelMatch.Op.EQUAL && !match.label().equals(Labels.NAME)) {
                    labels = labels.with(match.label(), match.value());
                }
            }
        }
        return new Vector(List.of(new Point(labels, 1)));
    }

    private Vector window(Function function, Expression argument, double quantile, long now)
            throws BadQuery {
        if (!(argument instanceof Expression.Selector selector)) {
            throw new BadQuery(argument.column(), function.text() + " wants a plain selector");
        }
        long end = now - selector.offset();
        var points = new ArrayList<Point>();
        for (Samples samples : loader.of(selector).series()) {
            var window = Windows.Window.of(samples, end - selector.range(), end);
            double value = Windows.of(function, window, quantile);
            if (!Double.isNaN(value)) {
                boolean keeps = function == Function.LAST_OVER_TIME;
                Labels labels = samples.labels();
                points.add(new Point(keeps ? labels : labels.withoutName(), value));
            }
        }
        return new Vector(points);
    }
}
