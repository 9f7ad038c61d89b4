package tenfold.watch.otlp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tenfold.watch.store.Kind;
import tenfold.watch.store.Labels;
import tenfold.watch.store.Reading;
import tools.jackson.databind.JsonNode;

/// Turns one request for metrics into readings, with names as OpenTelemetry's rules for Prometheus
/// make them: `http.server.duration` in `ms` is `http_server_duration_milliseconds`.
///
/// Histograms become buckets. Points that are differences and exponential histograms are refused:
/// the platform tells clients nothing that would make them send these.
final class Metrics {
    static final int READINGS_MAX = 2000;
    private static final int DELTA = 1;
    private static final Map<String, String> UNITS =
            Map.ofEntries(
                    Map.entry("s", "seconds"),
                    Map.entry("ms", "milliseconds"),
                    Map.entry("us", "microseconds"),
                    Map.entry("ns", "nanoseconds"),
                    Map.entry("min", "minutes"),
                    Map.entry("h", "hours"),
                    Map.entry("By", "bytes"),
                    Map.entry("KiBy", "kibibytes"),
                    Map.entry("MiBy", "mebibytes"),
                    Map.entry("%", "percent"));

    /// `refused` counts the points that were not taken.
    record Found(List<Reading> readings, int refused) {
        Found {
            readings = List.copyOf(readings);
        }
    }

    private final List<Reading> out = new ArrayList<>();
    private Map<String, String> sender = Map.of();
    private int taken;
    private int refused;

    private Metrics() {}

    static Found of(JsonNode request) {
        var metrics = new Metrics();
        for (JsonNode resource : request.path("resourceMetrics")) {
            metrics.sender = Attributes.sender(resource.path("resource"));
            for (JsonNode scope : resource.path("scopeMetrics")) {
                scope.path("metrics").forEach(metrics::metric);
            }
        }
        return new Found(metrics.out, metrics.refused);
    }

    private void metric(JsonNode metric) {
        String name = name(metric);
        metric.path("gauge").path("dataPoints").forEach(point -> number(name, Kind.GAUGE, point));
        JsonNode sum = metric.path("sum");
        JsonNode histogram = metric.path("histogram");
        refused += metric.path("exponentialHistogram").path("dataPoints").size();
        if (isDelta(sum) || isDelta(histogram)) {
            refused += sum.path("dataPoints").size() + histogram.path("dataPoints").size();
            return;
        }
        boolean grows = truth(sum.path("isMonotonic"));
        String counter = name.endsWith("_total") ? name : name + "_total";
        sum.path("dataPoints")
                .forEach(point ->
                        number(grows ? counter : name, grows ? Kind.COUNTER : Kind.GAUGE, point));
        histogram.path("dataPoints").forEach(point -> histogram(name, point));
        metric.path("summary").path("dataPoints").forEach(point -> summary(name, point));
    }

    private static boolean isDelta(JsonNode data) {
        return data.path("aggregationTemporality").asLong(0) == DELTA;
    }

    private static boolean truth(JsonNode node) {
        return node.isNumber() ? node.asLong(0) != 0 : node.asBoolean(false);
    }

    private static String name(JsonNode metric) {
        String name = Attributes.name(metric.path("name").asString(""));
        String unit = UNITS.getOrDefault(metric.path("unit").asString(""), "");
        return unit.isEmpty() || name.endsWith("_" + unit) ? name : name + "_" + unit;
    }

    private void number(String name, Kind kind, JsonNode point) {
        JsonNode whole = point.path("asInt");
        double value = whole.isMissingNode() ? real(point.path("asDouble")) : real(whole);
        add(name, kind, value, point, Map.of());
    }

    private void histogram(String name, JsonNode point) {
        JsonNode counts = point.path("bucketCounts");
        JsonNode bounds = point.path("explicitBounds");
        double sum = 0;
        for (int i = 0; i < counts.size(); i++) {
            sum += real(counts.path(i));
            String bound = i < bounds.size() ? number(real(bounds.path(i))) : "+Inf";
            add(name + "_bucket", Kind.COUNTER, sum, point, Map.of("le", bound));
        }
        add(name + "_count", Kind.COUNTER, real(point.path("count")), point, Map.of());
        add(name + "_sum", Kind.COUNTER, real(point.path("sum")), point, Map.of());
    }

    private void summary(String name, JsonNode point) {
        for (JsonNode one : point.path("quantileValues")) {
            String quantile = number(real(one.path("quantile")));
            add(name, Kind.GAUGE, real(one.path("value")), point, Map.of("quantile", quantile));
        }
        add(name + "_count", Kind.COUNTER, real(point.path("count")), point, Map.of());
        add(name + "_sum", Kind.COUNTER, real(point.path("sum")), point, Map.of());
    }

    private void add(
            String name, Kind kind, double value, JsonNode point, Map<String, String> more) {
        if (taken >= READINGS_MAX || name.startsWith("tenfold_") || name.length() > 200) {
            refused++;
            return;
        }
        var labels = new TreeMap<>(Attributes.of(point.path("attributes")));
        labels.putAll(more);
        labels.putAll(sender);
        labels.put(Labels.NAME, name);
        if (!Double.isNaN(value)) {
            taken++;
            out.add(new Reading(Labels.of(labels), kind, value));
        }
    }

    /// Numbers of 64 bits are texts in JSON.
    private static double real(JsonNode node) {
        try {
            return node.isNumber() ? node.asDouble() : Double.parseDouble(node.asString("NaN"));
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
