package tenfold.control.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import tenfold.control.scale.ScaleView.Outlook;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ScaleManifest.Forecasting;

/// A group's forecast: what is expected, whether following it would have paid, and so whether it
/// asks for instances. The replay is made once an hour.
final class Prediction {
    private static final long REPLAY_EVERY = 60;

    private final ScaleManifest rules;
    private final DemandHistory history;
    private BackTest test = BackTest.NONE;
    private long replayedAt = Long.MIN_VALUE;
    private long expectedAt = Long.MIN_VALUE;
    private double expected = Double.NaN;

    Prediction(ScaleManifest rules, DemandHistory history) {
        this.rules = rules;
        this.history = history;
    }

    DemandHistory history() {
        return history;
    }

    /// The expected demand that asks for instances; not a number when nothing does.
    double asks(Instant now, double demand, Duration start) {
        if (rules.forecast() == Forecasting.OFF) {
            return Double.NaN;
        }
        history.add(now, demand);
        long minute = DemandHistory.minute(now);
        if (minute != expectedAt) {
            expectedAt = minute;
            expected = Forecast.most(history, minute, BackTest.minutes(start));
        }
        if (minute >= replayedAt + REPLAY_EVERY) {
            replayedAt = minute;
            test = BackTest.of(history, rules, start);
        }
        return acts() ? expected : Double.NaN;
    }

    private boolean acts() {
        return rules.forecast() == Forecasting.SCALE && test.pays();
    }

    Outlook outlook() {
        return new Outlook(Double.isNaN(expected) ? null : expected, test.days(), acts(), words());
    }

    private String words() {
        if (rules.forecast() == Forecasting.OFF) {
            return "off";
        }
        if (test.days() < 1) {
            return "needs two days of history before it can be judged";
        }
        String judged =
                String.format(
                        Locale.ROOT,
                        "over %.1f days it would have lost %.4f %% of the work instead of %.4f %%, with"
                                + " %.1f instances instead of %.1f",
                        test.days(),
                        test.lostWith() * 100,
                        test.lostWithout() * 100,
                        test.paidWith(),
                        test.paidWithout());
        return judged + (acts() ? "; it asks for instances" : "; it is only shown");
    }
}
