package tenfold.watch.alarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.model.AlarmReport.State;
import tenfold.model.MetricAnswer;
import tenfold.model.MetricAnswer.Series;
import tenfold.model.manifest.AlarmCondition;
import tenfold.model.manifest.AlarmCondition.Composite;
import tenfold.model.manifest.AlarmCondition.Threshold;

/// Judges an answer by a threshold, and puts conditions into words. Pure.
final class Judgement {
    private Judgement() {}

    /// Any series that breaches makes the look breaching; the one that is furthest gone is named.
    static Look of(MetricAnswer.Found found, Threshold threshold, Instant now) {
        Series worst = null;
        for (Series series : found.series()) {
            if (!Double.isNaN(value(series))
                    && (worst == null || worse(series, worst, threshold))) {
                worst = series;
            }
        }
        if (worst == null) {
            return new Look(now, Look.Verdict.MISSING, null, "no data: " + threshold.query());
        }
        boolean breaching = threshold.comparison().holds(value(worst), threshold.threshold());
        String words =
                "%s is %s, limit %s %s"
                        .formatted(
                                name(worst, threshold),
                                number(value(worst)),
                                threshold.comparison().text(),
                                number(threshold.threshold()));
        return new Look(
                now, breaching ? Look.Verdict.BREACHING : Look.Verdict.WELL, value(worst), words);
    }

    private static double value(Series series) {
        return series.points().getLast().value();
    }

    private static boolean worse(Series one, Series other, Threshold threshold) {
        boolean up =
                switch (threshold.comparison()) {
                    case ABOVE, AT_LEAST -> true;
                    case BELOW, AT_MOST -> false;
                };
        return up ? value(one) > value(other) : value(one) < value(other);
    }

    private static String name(Series series, Threshold threshold) {
        var labels = new ArrayList<String>();
        series.labels()
                .forEach((name, value) -> {
                    if (!name.equals("__name__")) {
                        labels.add(name + "=" + value);
                    }
                });
        return threshold.query() + (labels.isEmpty() ? "" : " of " + String.join(", ", labels));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.6g", value);
    }

    static String words(AlarmCondition condition) {
        return switch (condition) {
            case Threshold threshold ->
                    "%s %s %s, %d of %d looks, every %d s"
                            .formatted(
                                    threshold.query(),
                                    threshold.comparison().text(),
                                    number(threshold.threshold()),
                                    threshold.points().points(),
                                    threshold.points().of(),
                                    threshold.every().toSeconds());
            case Composite composite -> words(composite, null);
        };
    }

    /// What it is made of, with the states of the parts when they are known.
    static String words(Composite composite, @Nullable Function<String, State> states) {
        return Stream.of(
                        part("all of", composite.allOf(), states),
                        part("any of", composite.anyOf(), states),
                        part("none of", composite.noneOf(), states))
                .filter(one -> !one.isEmpty())
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
    }

    private static String part(
            String title, List<String> names, @Nullable Function<String, State> states) {
        return names.isEmpty()
                ? ""
                : title
                        + " "
                        + String.join(
                                ", ",
                                names.stream()
                                        .map(name ->
                                                states == null
                                                        ? name
                                                        : name + " (" + states.apply(name) + ")")
                                        .toList());
    }
}
