package tenfold.watch.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tenfold.watch.query.Value.Scalar;
import tenfold.watch.query.Value.Vector;
import tenfold.watch.store.Labels;

/// Operators between two answers. Pure.
final class Joins {
    private Joins() {}

    static Value of(Expression.Binary binary, Value left, Value right) throws BadQuery {
        return switch (left) {
            case Scalar(double a) ->
                    switch (right) {
                        case Scalar(double b) -> new Scalar(binary.operator().apply(a, b));
                        case Vector(List<Point> points) -> each(binary, points, a, true);
                    };
            case Vector(List<Point> points) ->
                    switch (right) {
                        case Scalar(double b) -> each(binary, points, b, false);
                        case Vector(List<Point> others) ->
                                binary.operator().isSet()
                                        ? set(binary, points, others)
                                        : oneToOne(binary, points, others);
                    };
        };
    }

    private static Vector each(
            Expression.Binary binary, List<Point> points, double number, boolean numberIsLeft) {
        var out = new ArrayList<Point>();
        for (Point point : points) {
            double a = numberIsLeft ? number : point.value();
            double b = numberIsLeft ? point.value() : number;
            add(binary, point.labels(), a, b, point.value(), out);
        }
        return new Vector(out);
    }

    /// Adds a result; a comparison without `bool` keeps the series or drops it.
    private static void add(
            Expression.Binary binary,
            Labels labels,
            double a,
            double b,
            double kept,
            List<Point> out) {
        Operator operator = binary.operator();
        if (operator.isComparison() && !binary.matching().bool()) {
            if (operator.holds(a, b)) {
                out.add(new Point(labels, kept));
            }
        } else {
            out.add(new Point(labels.withoutName(), operator.apply(a, b)));
        }
    }

    private static Vector oneToOne(Expression.Binary binary, List<Point> left, List<Point> right)
            throws BadQuery {
        Expression.Matching matching = binary.matching();
        var others = new HashMap<Labels, Point>();
        for (Point point : right) {
            if (others.put(matching.of(point.labels()), point) != null) {
                throw ambiguous(binary, "right", point);
            }
        }
        var seen = new HashSet<Labels>();
        var out = new ArrayList<Point>();
        for (Point point : left) {
            Labels key = matching.of(point.labels());
            Point other = others.get(key);
            if (other != null && !seen.add(key)) {
                throw ambiguous(binary, "left", point);
            }
            if (other != null) {
                boolean whole = !matching.on() && matching.labels().isEmpty();
                Labels labels = whole ? point.labels() : key;
                add(binary, labels, point.value(), other.value(), point.value(), out);
            }
        }
        return new Vector(out);
    }

    private static BadQuery ambiguous(Expression.Binary binary, String side, Point point) {
        return new BadQuery(
                binary.column(),
                "several series on the "
                        + side
                        + " of '"
                        + binary.operator().text
                        + "' have the labels "
                        + binary.matching().of(point.labels())
                        + "; name more with on(...) or make them one with sum");
    }

    private static Vector set(Expression.Binary binary, List<Point> left, List<Point> right) {
        Expression.Matching matching = binary.matching();
        Set<Labels> others = keys(matching, right);
        var out = new ArrayList<Point>();
        for (Point point : left) {
            boolean there = others.contains(matching.of(point.labels()));
            boolean kept =
                    switch (binary.operator()) {
                        case AND -> there;
                        case UNLESS -> !there;
                        default -> true;
                    };
            if (kept) {
                out.add(point);
            }
        }
        if (binary.operator() == Operator.OR) {
            Set<Labels> known = keys(matching, left);
            right.stream()
                    .filter(point -> !known.contains(matching.of(point.labels())))
                    .forEach(out::add);
        }
        return new Vector(out);
    }

    private static Set<Labels> keys(Expression.Matching matching, List<Point> points) {
        var keys = new HashSet<Labels>();
        points.forEach(point -> keys.add(matching.of(point.labels())));
        return keys;
    }
}
