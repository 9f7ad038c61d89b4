package tenfold.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Answers to queries: series with their values, or each series as a line of bars.
public final class MetricScreen {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int SERIES_MAX = 200;
    private static final int CHARTS_MAX = 20;

    private MetricScreen() {}

    /// `data` of an answer for one moment.
    public static List<String> table(JsonNode data, Style style) {
        JsonNode result = data.path("result");
        if (data.path("resultType").asString("").equals("scalar")) {
            return List.of(value(result.path(1).asString("")));
        }
        var table = new Table(style, "series", ">value");
        for (JsonNode series : head(result, SERIES_MAX)) {
            table.row(
                    name(series.path("metric")), value(series.path("value").path(1).asString("")));
        }
        var lines = new ArrayList<>(table.lines(""));
        more(result, SERIES_MAX, lines);
        return lines;
    }

    /// `result` of an answer over time: bars from the lowest value (or 0) to the highest.
    public static List<String> charts(JsonNode result, Style style) {
        var lines = new ArrayList<String>();
        for (JsonNode series : head(result, CHARTS_MAX)) {
            double[] values = values(series);
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
            lines.add(style.strong(name(series.path("metric"))));
            lines.add("  " + bars(values, Math.min(0, min), max));
            lines.add(
                    style.faint(
                            "  lowest %s  highest %s  last %s"
                                    .formatted(
                                            number(min),
                                            number(max),
                                            number(values[values.length - 1]))));
        }
        more(result, CHARTS_MAX, lines);
        return lines;
    }

    private static List<JsonNode> head(JsonNode result, int max) {
        var all = new ArrayList<JsonNode>();
        result.forEach(all::add);
        return all.subList(0, Math.min(max, all.size()));
    }

    private static void more(JsonNode result, int max, List<String> lines) {
        if (result.size() > max) {
            lines.add("... and " + (result.size() - max) + " more; --json shows all");
        }
    }

    private static double[] values(JsonNode series) {
        JsonNode points = series.path("values");
        var values = new double[points.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = parsed(points.path(i).path(1).asString(""));
        }
        return values;
    }

    private static String bars(double[] values, double low, double high) {
        var bars = new StringBuilder();
        for (double value : values) {
            double share = high > low ? (value - low) / (high - low) : 0;
            int bar = Double.isFinite(share) ? (int) Math.round(share * (BARS.length() - 1)) : 0;
            bars.append(BARS.charAt(bar));
        }
        return bars.toString();
    }

    private static String name(JsonNode metric) {
        var labels = new TreeMap<String, String>();
        metric.properties()
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asString("")));
        String name = labels.getOrDefault("__name__", "");
        labels.remove("__name__");
        var text = new ArrayList<String>();
        labels.forEach((label, value) -> text.add(label + "=\"" + value + "\""));
        String braces = text.isEmpty() ? "" : "{" + String.join(", ", text) + "}";
        return name.isEmpty() && braces.isEmpty() ? "{}" : name + braces;
    }

    private static String value(String text) {
        return number(parsed(text));
    }

    private static double parsed(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : String.format(Locale.ROOT, "%.6g", value);
    }
}
