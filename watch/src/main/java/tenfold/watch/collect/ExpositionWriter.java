package tenfold.watch.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tenfold.watch.store.Labels;
import tenfold.watch.store.Reading;

/// Writes the platform's metrics as Prometheus' text (0.0.4) or as OpenMetrics (1.0.0); both are at
/// prometheus.io/docs/instrumenting/exposition_formats and openmetrics.io. Pure.
public final class ExpositionWriter {
    private ExpositionWriter() {}

    public static String write(List<Reading> readings, boolean openMetrics) {
        var families = new TreeMap<PlatformMetric, List<Reading>>();
        for (Reading reading : readings) {
            PlatformMetric.of(reading.labels().name())
                    .ifPresent(metric ->
                            families.computeIfAbsent(metric, _ -> new ArrayList<>()).add(reading));
        }
        var text = new StringBuilder();
        families.forEach((metric, values) -> {
            String name = metric.metric();
            String family =
                    openMetrics && name.endsWith("_total")
                            ? name.substring(0, name.length() - "_total".length())
                            : name;
            text.append("# HELP ").append(family).append(' ').append(metric.help).append('\n');
            text.append("# TYPE ").append(family).append(' ').append(metric.type.text());
            text.append('\n');
            for (Reading reading : values) {
                text.append(series(reading.labels())).append(' ');
                text.append(number(reading.value())).append('\n');
            }
        });
        return text.append(openMetrics ? "# EOF\n" : "").toString();
    }

    private static String series(Labels labels) {
        return labels.toString().replace("\", ", "\",");
    }

    static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
