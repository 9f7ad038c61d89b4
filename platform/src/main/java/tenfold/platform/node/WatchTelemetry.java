package tenfold.platform.node;

import java.util.List;
import tenfold.control.Telemetry;
import tenfold.model.AlarmReport;
import tenfold.model.MetricAnswer;
import tenfold.model.NodeReport;
import tenfold.model.WatchImage;
import tenfold.watch.Watch;

/// The watch as control knows it.
record WatchTelemetry(Watch watch) implements Telemetry {
    @Override
    public List<String> problems(WatchImage image) {
        return Watch.problems(image);
    }

    @Override
    public void apply(WatchImage image) {
        watch.apply(image);
    }

    @Override
    public void accept(NodeReport report) {
        watch.accept(report);
    }

    @Override
    public MetricAnswer query(String query, long atMillis) {
        return watch.query(query, atMillis);
    }

    @Override
    public MetricAnswer range(String query, long fromMillis, long toMillis, long stepMillis) {
        return watch.range(query, fromMillis, toMillis, stepMillis);
    }

    @Override
    public String exposition(boolean openMetrics) {
        return watch.exposition(openMetrics);
    }

    @Override
    public List<AlarmReport> alarms() {
        return watch.alarms();
    }
}
