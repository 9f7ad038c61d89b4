package tenfold.watch.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tenfold.watch.query.Value.Vector;
import tenfold.watch.store.Labels;

/// Makes one sample of each group, or picks some. Pure.
final class Groups {
    private Groups() {}

    static Vector of(Expression.Aggregation aggregation, List<Point> points, double parameter) {
        Map<Labels, List<Point>> groups = new LinkedHashMap<>();
        for (Point point : points) {
            groups.computeIfAbsent(
                            aggregation.grouping().of(point.labels()), _ -> new ArrayList<>())
                    .add(point);
        }
        Aggregator aggregator = aggregation.aggregator();
        var out = new ArrayList<Point>();
        groups.forEach((labels, group) -> {
            if (aggregator.picks()) {
                out.addAll(picked(aggregator, group, parameter));
            } else {
                double[] values = group.stream().mapToDouble(Point::value).toArray();
                out.add(new Point(labels, aggregator.of(values, parameter)));
            }
        });
        return new Vector(out);
    }

    private static List<Point> picked(Aggregator aggregator, List<Point> group, double count) {
        Comparator<Point> order = Comparator.comparingDouble(Point::value);
        return group.stream()
                .filter(point -> !Double.isNaN(point.value()))
                .sorted(aggregator == Aggregator.TOPK ? order.reversed() : order)
                .limit(Double.isNaN(count) ? 0 : (long) Math.max(0, count))
                .toList();
    }

    /// The quantile of each histogram among `points`, whose buckets are told apart by `le`.
    static Vector histogramQuantile(double quantile, List<Point> points) {
        Map<Labels, TreeMap<Double, Double>> histograms = new LinkedHashMap<>();
        for (Point point : points) {
            Double bound = bound(point.labels().get("le"));
            if (!bound.isNaN()) {
                Labels labels = point.labels().without(List.of("le")).withoutName();
                histograms
                        .computeIfAbsent(labels, _ -> new TreeMap<>())
                        .merge(bound, point.value(), Double::sum);
            }
        }
        var out = new ArrayList<Point>();
        histograms.forEach((labels, counts) -> {
            var buckets = new ArrayList<Quantiles.Bucket>();
            double highest = 0;
            for (var entry : counts.entrySet()) {
                highest = Math.max(highest, entry.getValue());
                buckets.add(new Quantiles.Bucket(entry.getKey(), highest));
            }
            out.add(new Point(labels, Quantiles.ofHistogram(quantile, buckets)));
        });
        return new Vector(out);
    }

    private static double bound(String text) {
        try {
            return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }
}
