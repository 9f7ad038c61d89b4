package tenfold.control;

import java.util.List;
import tenfold.control.problem.ProblemCode;
import tenfold.model.AlarmReport;
import tenfold.model.MetricAnswer;
import tenfold.model.NodeReport;
import tenfold.model.WatchImage;
import tenfold.model.manifest.Problem;

/// What control asks of whoever keeps metrics and alarms. No call waits for a disk or a network.
public interface Telemetry {
    /// What is wrong with the queries of alarms, in words that name the alarm; empty when nothing
    /// is.
    List<String> problems(WatchImage image);

    void apply(WatchImage image);

    /// The first image; refused when an alarm's query is wrong.
    default void begin(WatchImage image) throws ControlRefused {
        List<Problem> problems =
                problems(image).stream()
                        .map(words -> ProblemCode.ALARM_QUERY.problem("%s", words))
                        .toList();
        if (!problems.isEmpty()) {
            throw new ControlRefused(problems);
        }
        apply(image);
    }

    void accept(NodeReport report);

    /// Answers a query at one moment.
    MetricAnswer query(String query, long atMillis);

    /// Answers a query at moments `stepMillis` apart, both ends included.
    MetricAnswer range(String query, long fromMillis, long toMillis, long stepMillis);

    /// The platform's metrics now, in Prometheus' text format or as OpenMetrics.
    String exposition(boolean openMetrics);

    List<AlarmReport> alarms();

    /// Keeps nothing: for a control without a watch.
    Telemetry NONE =
            new Telemetry() {
                private final MetricAnswer none =
                        new MetricAnswer.Refused(0, "no metrics are kept here");

                @Override
                public List<String> problems(WatchImage image) {
                    return List.of();
                }

                @Override
                public void apply(WatchImage image) {}

                @Override
                public void accept(NodeReport report) {}

                @Override
                public MetricAnswer query(String query, long atMillis) {
                    return none;
                }

                @Override
                public MetricAnswer range(
                        String query, long fromMillis, long toMillis, long stepMillis) {
                    return none;
                }

                @Override
                public String exposition(boolean openMetrics) {
                    return openMetrics ? "# EOF\n" : "";
                }

                @Override
                public List<AlarmReport> alarms() {
                    return List.of();
                }
            };
}
