package tenfold.control.advise;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.NodeReport;

/// Listens to the node and gives advice: the one door of this package. Thread-safe.
public final class Counsel {
    private final SignalBook book = new SignalBook();
    private Set<String> due = Set.of();

    /// @param connectionsMax the most connections from the gateway to the primary
    /// @param cacheable requests so far that a cache could have answered; negative where unknown
    public synchronized void accept(NodeReport report, int connectionsMax, long cacheable) {
        book.accept(report, connectionsMax, cacheable);
    }

    /// The most urgent first; empty while too little was seen to judge.
    public synchronized List<Finding> findings(Shape shape) {
        Optional<Signals> signals = book.signals(shape);
        if (signals.isEmpty()) {
            return List.of();
        }
        List<Finding> found = new Rules(signals.get(), due).findings();
        var steps = new HashSet<String>();
        for (Finding one : found) {
            if (one instanceof Finding.Step step) {
                steps.add(step.step());
            }
        }
        due = Set.copyOf(steps);
        return found;
    }

    /// What is known of the time to come; empty when nothing is.
    public synchronized Optional<Outlook> outlook(Shape shape) {
        Outlook.Law law = book.law().map(Outlook.Law::of).orElse(null);
        Outlook.Forecast forecast =
                book.signals(shape).flatMap(signals -> forecast(signals)).orElse(null);
        return law == null && forecast == null
                ? Optional.empty()
                : Optional.of(new Outlook(law, forecast));
    }

    private Optional<Outlook.Forecast> forecast(Signals signals) {
        @Nullable Double headroom = new Rules(signals, due).headroom();
        Optional<Trend> trend = book.trend();
        if (headroom == null || trend.isEmpty()) {
            return Optional.empty();
        }
        double limit = signals.traffic().requestsPerSecond() * headroom;
        return trend.flatMap(one -> one.reaches(limit).map(when -> told(one, limit, when)));
    }

    private static Outlook.Forecast told(Trend trend, double limit, Trend.Forecast when) {
        return new Outlook.Forecast(
                trend.level(),
                trend.perDay(),
                limit,
                when.early(),
                when.likely().orElse(null),
                when.late().orElse(null));
    }
}
