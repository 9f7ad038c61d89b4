package tenfold.watch.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tenfold.model.MetricAnswer;
import tenfold.model.MetricAnswer.Found;
import tenfold.model.MetricAnswer.Refused;
import tenfold.model.MetricAnswer.Series;
import tenfold.watch.store.Column;
import tenfold.watch.store.Labels;
import tenfold.watch.store.MetricStore;

/// Answers queries from a store. Thread-safe.
public final class Evaluator {
    private static final int MOMENTS_MAX = 11_000;

    /// So many points an answer may have, whatever the number of series.
    private static final int POINTS_MAX = 500_000;

    private final MetricStore store;

    public Evaluator(MetricStore store) {
        this.store = store;
    }

    /// The answer at one moment.
    public MetricAnswer instant(String query, long at) {
        try {
            Expression expression = understood(query);
            var loader = new Loader(store, at, at, Long.MAX_VALUE);
            loader.load(expression, Column.VALUE);
            return switch (new Evaluation(loader).at(expression, at)) {
                case Value.Scalar(double number) ->
                        new Found(
                                MetricAnswer.Shape.SCALAR,
                                List.of(series(Labels.NONE, at, number)),
                                loader.warnings());
                case Value.Vector(List<Point> points) ->
                        new Found(
                                MetricAnswer.Shape.VECTOR,
                                points.stream()
                                        .map(one -> series(one.labels(), at, one.value()))
                                        .toList(),
                                loader.warnings());
            };
        } catch (BadQuery e) {
            return new Refused(e.column(), e.words());
        }
    }

    private static Series series(Labels labels, long at, double value) {
        return new Series(labels.asMap(), List.of(new MetricAnswer.Point(at, value)));
    }

    /// The answers from `from` to `to`, both included, `step` milliseconds apart.
    public MetricAnswer range(String query, long from, long to, long step) {
        try {
            if (step <= 0 || to < from) {
                throw new BadQuery(0, "the step must be above 0 and the end not before the start");
            }
            if ((to - from) / step >= MOMENTS_MAX) {
                throw new BadQuery(
                        0, "more than " + MOMENTS_MAX + " moments; make the step larger");
            }
            Expression expression = understood(query);
            var loader = new Loader(store, from, to, step);
            loader.load(expression, Column.VALUE);
            var evaluation = new Evaluation(loader);
            Map<Labels, List<MetricAnswer.Point>> found = new LinkedHashMap<>();
            int count = 0;
            for (long at = from; at <= to; at += step) {
                count += take(evaluation.at(expression, at), at, found);
                if (count > POINTS_MAX) {
                    throw new BadQuery(0, "more than " + POINTS_MAX + " points; narrow the query");
                }
            }
            var all = new ArrayList<Series>();
            found.forEach((labels, points) -> all.add(new Series(labels.asMap(), points)));
            all.sort(Comparator.comparing(one -> one.labels().toString()));
            return new Found(MetricAnswer.Shape.MATRIX, all, loader.warnings());
        } catch (BadQuery e) {
            return new Refused(e.column(), e.words());
        }
    }

    private static int take(Value value, long at, Map<Labels, List<MetricAnswer.Point>> found)
            throws BadQuery {
        List<Point> points =
                switch (value) {
                    case Value.Scalar(double number) -> List.of(new Point(Labels.NONE, number));
                    case Value.Vector(List<Point> all) -> all;
                };
        for (Point point : points) {
            var list = found.computeIfAbsent(point.labels(), _ -> new ArrayList<>());
            if (!list.isEmpty() && list.getLast().millis() == at) {
                throw new BadQuery(0, "two series have the same labels: " + point.labels());
            }
            list.add(new MetricAnswer.Point(at, point.value()));
        }
        return points.size();
    }

    private static Expression understood(String query) throws BadQuery {
        Expression expression = QueryParser.parse(query);
        return switch (expression.shape()) {
            case RANGE ->
                    throw new BadQuery(
                            expression.column(),
                            "a window like [1m] wants a function around it, such as rate");
            case TEXT -> throw new BadQuery(expression.column(), "a text is no query");
            case SCALAR, VECTOR -> expression;
        };
    }

    /// What is wrong with a query, or empty; without answering it.
    public static List<String> problems(String query) {
        try {
            understood(query);
            return List.of();
        } catch (BadQuery e) {
            return Collections.singletonList(e.words());
        }
    }
}
