package tenfold.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.model.AlarmReport;
import tenfold.model.MetricAnswer;
import tenfold.model.NodeReport;
import tenfold.model.WatchImage;

/// A watch that answers what the test knows, and remembers what it was asked.
final class KnownTelemetry implements Telemetry {
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    volatile @Nullable WatchImage image;
    volatile List<String> problems = List.of();

    @Override
    public List<String> problems(WatchImage wanted) {
        return problems;
    }

    @Override
    public void apply(WatchImage wanted) {
        image = wanted;
    }

    @Override
    public void accept(NodeReport report) {
        asked.add("report");
    }

    @Override
    public MetricAnswer query(String query, long atMillis) {
        asked.add(query + " at " + atMillis);
        if (query.equals("bad")) {
            return new MetricAnswer.Refused(3, "column 3: no");
        }
        var point = new MetricAnswer.Point(atMillis, 1.5);
        var series = new MetricAnswer.Series(Map.of("__name__", "heat"), List.of(point));
        return new MetricAnswer.Found(
                query.equals("1") ? MetricAnswer.Shape.SCALAR : MetricAnswer.Shape.VECTOR,
                List.of(series),
                List.of("beware"));
    }

    @Override
    public MetricAnswer range(String query, long from, long to, long step) {
        asked.add(query + " " + from + " " + to + " " + step);
        var points =
                List.of(
                        new MetricAnswer.Point(from, 2),
                        new MetricAnswer.Point(to, Double.POSITIVE_INFINITY));
        return new MetricAnswer.Found(
                MetricAnswer.Shape.MATRIX,
                List.of(new MetricAnswer.Series(Map.of("a", "b"), points)),
                List.of());
    }

    @Override
    public String exposition(boolean openMetrics) {
        return openMetrics ? "x 1\n# EOF\n" : "x 1\n";
    }

    @Override
    public List<AlarmReport> alarms() {
        return List.of(
                new AlarmReport(
                        "hot",
                        AlarmReport.State.ALARM,
                        Instant.EPOCH,
                        "too hot",
                        "heat > 5",
                        9.0,
                        List.of()));
    }
}
