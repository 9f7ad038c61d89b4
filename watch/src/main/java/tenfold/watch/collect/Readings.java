package tenfold.watch.collect;

import java.util.ArrayList;
import java.util.List;
import tenfold.model.LatencySummary;
import tenfold.watch.store.Kind;
import tenfold.watch.store.Labels;
import tenfold.watch.store.Reading;

/// Readings of platform metrics being put together.
public final class Readings {
    private final List<Reading> all = new ArrayList<>();

    /// Adds a value; `labels` are names and values in turn.
    public Readings add(PlatformMetric metric, double value, String... labels) {
        Kind kind = metric.type == PlatformMetric.Type.COUNTER ? Kind.COUNTER : Kind.GAUGE;
        all.add(new Reading(Labels.of(metric.metric(), labels), kind, value));
        return this;
    }

    /// Counts beyond 2^53 lose their last digits, as in every system that keeps doubles.
    public Readings add(PlatformMetric metric, long value, String... labels) {
        return add(metric, (double) value, labels);
    }

    void flag(PlatformMetric metric, boolean value, String... labels) {
        add(metric, value ? 1 : 0, labels);
    }

    /// Quantiles of an interval; nothing when nothing happened.
    void latency(PlatformMetric metric, LatencySummary latency, String... labels) {
        if (latency.count() > 0) {
            quantile(metric, "0.5", latency.p50Micros(), labels);
            quantile(metric, "0.95", latency.p95Micros(), labels);
            quantile(metric, "0.99", latency.p99Micros(), labels);
        }
    }

    private void quantile(PlatformMetric metric, String quantile, long micros, String... labels) {
        var more = new ArrayList<>(List.of(labels));
        more.add("quantile");
        more.add(quantile);
        add(metric, micros / 1e6, more.toArray(String[]::new));
    }

    public List<Reading> all() {
        return all;
    }
}
