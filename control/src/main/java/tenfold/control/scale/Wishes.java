package tenfold.control.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ScalePolicy;

/// Turns what was observed into what each policy of a group asks for; remembers the last minute of
/// each load that is a sum.
final class Wishes {
    /// The time from a decision to an instance that was told to start, besides its own.
    private static final Duration ORDER = Duration.ofSeconds(2);

    /// A value this many times above the level counts when the next one confirms it.
    private static final double JUMP_MAX = 10;

    /// More than this many times what the whole group can do is no measurement.
    private static final double ABSURD = 1000;

    /// An average says by how much to grow only as long as it is not clipped.
    private static final double AVERAGE_MAX = 2;

    /// Latency is not proportional to load, so that it adds or takes half at most.
    private static final double LATENCY_MIN = 0.5;

    private static final double LATENCY_MAX = 1.5;

    private final ScaleManifest group;
    private final Staffing staffing;
    private final Map<String, LoadWindow> loads = new HashMap<>();
    private final Map<String, Double> unconfirmed = new HashMap<>();

    Wishes(ScaleManifest group) {
        this.group = group;
        staffing = new Staffing(group.target());
    }

    /// What is asked for now, the demand's wish first.
    List<Wish> of(Observation seen, int desired) {
        var wishes = new ArrayList<Wish>();
        wishes.add(load(Observation.DEMAND, group.cores(), seen));
        for (ScalePolicy policy : group.policies()) {
            wishes.add(
                    switch (policy) {
                        case ScalePolicy.Tracking tracking when tracking.isAverage() ->
                                average(tracking, seen);
                        case ScalePolicy.Tracking(String metric, double target) ->
                                load(metric, target, seen);
                        case ScalePolicy.Steps steps -> steps(steps, seen, desired);
                    });
        }
        Double forecast = seen.metrics().get(Observation.FORECAST);
        if (forecast != null && isSound(forecast)) {
            int want = staffing.instances(forecast / group.cores(), 0);
            String words = words("forecast of %.2f cores needs %d", forecast, want);
            wishes.add(new Wish(Observation.FORECAST, true, want, want, want, words));
        }
        return wishes;
    }

    /// A sum of the group, of which an instance takes `each`: wholly used, if it is the demand.
    private Wish load(String metric, double each, Observation seen) {
        Double value = seen.metrics().get(metric);
        if (value == null) {
            return Wish.missing(metric, "is missing");
        }
        if (!isSound(value) || value > ABSURD * group.max() * each) {
            return Wish.missing(metric, "is absurd: " + value);
        }
        LoadWindow window = loads.computeIfAbsent(metric, _ -> new LoadWindow());
        if (!confirmed(metric, value, window)) {
            return Wish.missing(metric, words("jumps to %.2f and is not confirmed", value));
        }
        window.add(seen.at(), value);
        double growth = window.growth(seen.start().plus(ORDER));
        double share = window.level() / each;
        String rising =
                growth > 1
                        ? words(", rising %.0f %% until more are there", growth * 100 - 100)
                        : "";
        String level = words("%s of %.2f%s", metric, window.level(), rising);
        if (!metric.equals(Observation.DEMAND)) {
            int want = ceil(share * growth);
            int bearable = ceil(share * growth / (1 + ScaleLaw.BAND));
            String words = words("%s needs %d for %.2f each", level, want, each);
            return new Wish(metric, true, want, bearable, ceil(share), words);
        }
        int want = staffing.instances(share * growth, 0);
        int bearable = staffing.instances(share * growth, ScaleLaw.BAND);
        double part = staffing.part(want) * 100;
        String words = words("%s needs %d at %.0f %% use", level, want, part);
        return new Wish(metric, true, want, bearable, staffing.instances(share, 0), words);
    }

    private boolean confirmed(String metric, double value, LoadWindow window) {
        boolean jump = window.level() > 0 && value > JUMP_MAX * window.level();
        Double before = unconfirmed.remove(metric);
        if (jump && (before == null || value < before / 2)) {
            unconfirmed.put(metric, value);
            return false;
        }
        return true;
    }

    private static Wish average(ScalePolicy.Tracking tracking, Observation seen) {
        String metric = tracking.metric();
        Double value = seen.metrics().get(metric);
        if (value == null || !isSound(value)) {
            return Wish.missing(metric, value == null ? "is missing" : "is absurd: " + value);
        }
        double ratio = value / tracking.target();
        double borne =
                metric.equals("latency")
                        ? Math.clamp(ratio, LATENCY_MIN, LATENCY_MAX)
                        : Math.min(AVERAGE_MAX, ratio);
        int want = ceil(seen.ready() * borne);
        int bearable = ceil(seen.ready() * borne / (1 + ScaleLaw.BAND));
        String words =
                words(
                        "%s of %.2f at %d instances needs %d for %.2f",
                        metric, value, seen.ready(), want, tracking.target());
        return new Wish(metric, true, want, bearable, want, words);
    }

    /// Steps add to what is in service and so do not pile up while instances start.
    private static Wish steps(ScalePolicy.Steps policy, Observation seen, int desired) {
        String metric = policy.metric();
        Double value = seen.metrics().get(metric);
        if (value == null || !isSound(value)) {
            return Wish.missing(metric, value == null ? "is missing" : "is absurd: " + value);
        }
        ScalePolicy.Step exceeded = null;
        for (ScalePolicy.Step step : policy.steps()) {
            if (value > step.above() && (exceeded == null || step.above() > exceeded.above())) {
                exceeded = step;
            }
        }
        if (exceeded == null) {
            String words = words("%s of %.2f exceeds no step", metric, value);
            return new Wish(metric, true, 0, 0, 0, words);
        }
        int want = Math.max(desired, seen.ready() + exceeded.add());
        String words =
                words(
                        "%s of %.2f is above %.2f: %d more",
                        metric, value, exceeded.above(), exceeded.add());
        return new Wish(metric, true, want, want, want, words);
    }

    private static boolean isSound(double value) {
        return value >= 0 && value < Double.POSITIVE_INFINITY;
    }

    private static int ceil(double instances) {
        return (int) Math.ceil(Math.min(1e6, instances) - 1e-9);
    }

    private static String words(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
