package tenfold.control.manifest;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import tenfold.control.manifest.Key.Place;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ScaleManifest.Forecasting;
import tenfold.model.manifest.ScaleManifest.ScaleIn;
import tenfold.model.manifest.ScaleManifest.Spot;
import tenfold.model.manifest.ScalePolicy;
import tenfold.model.manifest.ScaleWindow;

/// Reads the `scale` block of a service.
final class ScaleReader {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int LIST_MAX = 16;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");
    private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):([0-5][0-9])");

    private final Findings findings;

    ScaleReader(Findings findings) {
        this.findings = findings;
    }

    /// The group, or null when something is wrong with it.
    @Nullable ScaleManifest read(Node value) {
        var block = new Block(Place.SCALE, value, value, findings);
        int most = ScaleManifest.INSTANCES_MAX;
        int min = or(block.whole(Key.SCALE_MIN, 1, most), 1);
        Integer max = block.whole(Key.SCALE_MAX, 1, most);
        if (max == null || max < min) {
            block.bad(
                    Key.SCALE_MAX,
                    "`max` is %s; it must be within `min`, %d, to %d",
                    max == null ? "missing" : max.toString(),
                    min,
                    most);
        }
        Double cores = positive(block, Key.CORES);
        Double target = block.has(Key.TARGET) ? part(block, Key.TARGET) : null;
        List<ScalePolicy> policies = policies(block);
        List<ScaleWindow> schedule = schedule(block);
        Forecasting forecast = forecasting(block);
        int warm = or(block.whole(Key.WARM, 0, most), 0);
        Spot spot = spot(block);
        ScaleIn scaleIn = scaleIn(block);
        if (max == null || !findings.isEmpty()) {
            return null;
        }
        double each = cores == null ? 1 : cores;
        return new ScaleManifest(
                min, max, each, target, policies, schedule, forecast, warm, spot, scaleIn);
    }

    private List<ScalePolicy> policies(Block scale) {
        var policies = new ArrayList<ScalePolicy>();
        for (Node item : few(scale, Key.POLICIES)) {
            var block = new Block(Place.POLICY, item, item, findings);
            String metric = block.has(Key.METRIC) ? block.text(Key.METRIC) : null;
            if (metric == null || !METRIC.matcher(metric).matches()) {
                block.bad(
                        Key.METRIC,
                        "`metric` is '%s'; wanted requests, cpu, latency, queue, or the name of one"
                                + " that you tell: a-z, 0-9, _",
                        Block.cut(String.valueOf(metric)));
                continue;
            }
            if (block.has(Key.POLICY_TARGET) == block.has(Key.POLICY_STEPS)) {
                block.bad(Key.POLICY_TARGET, "a policy has either `target` or `steps`");
                continue;
            }
            ScalePolicy policy =
                    block.has(Key.POLICY_STEPS) ? steps(block, metric) : tracking(block, metric);
            if (policy != null) {
                policies.add(policy);
            }
        }
        return policies;
    }

    private static @Nullable ScalePolicy tracking(Block block, String metric) {
        Double target =
                metric.equals("cpu")
                        ? part(block, Key.POLICY_TARGET)
                        : metric.equals("latency")
                                ? millis(block, Key.POLICY_TARGET)
                                : positive(block, Key.POLICY_TARGET);
        return target == null ? null : new ScalePolicy.Tracking(metric, target);
    }

    private static @Nullable Double millis(Block block, Key key) {
        Duration duration = block.duration(key, HOUR);
        return duration == null ? null : duration.toNanos() / 1e6;
    }

    private @Nullable ScalePolicy steps(Block policy, String metric) {
        var steps = new ArrayList<ScalePolicy.Step>();
        for (Node item : few(policy, Key.POLICY_STEPS)) {
            var block = new Block(Place.SCALE_STEP, item, item, findings);
            Double above = number(block, Key.ABOVE);
            Integer add = block.whole(Key.ADD, 1, ScaleManifest.INSTANCES_MAX);
            if (above == null || add == null) {
                block.bad(Key.ABOVE, "a step needs `above` and `add`");
            } else {
                steps.add(new ScalePolicy.Step(above, add));
            }
        }
        return steps.isEmpty() ? null : new ScalePolicy.Steps(metric, steps);
    }

    private List<ScaleWindow> schedule(Block scale) {
        var windows = new ArrayList<ScaleWindow>();
        for (Node item : few(scale, Key.SCHEDULE)) {
            var block = new Block(Place.WINDOW, item, item, findings);
            LocalTime from = time(block, Key.FROM);
            LocalTime to = time(block, Key.TO);
            Integer min = block.whole(Key.WINDOW_MIN, 1, ScaleManifest.INSTANCES_MAX);
            Integer max = block.whole(Key.WINDOW_MAX, 1, ScaleManifest.INSTANCES_MAX);
            Set<DayOfWeek> days = days(block);
            if (min == null && max == null) {
                block.bad(Key.WINDOW_MIN, "a window needs `min` or `max`");
            } else if (from != null && from.equals(to)) {
                block.bad(Key.TO, "`to` is when it begins");
            } else if (from != null && to != null && !days.isEmpty()) {
                windows.add(new ScaleWindow(from, to, days, min, max));
            }
        }
        return windows;
    }

    private static @Nullable LocalTime time(Block block, Key key) {
        String text = block.has(key) ? block.text(key) : null;
        Matcher match = TIME.matcher(text == null ? "" : text);
        if (!match.matches()) {
            block.bad(
                    key,
                    "`%s` is '%s'; wanted a time of day in UTC like 08:30",
                    key.text(),
                    Block.cut(String.valueOf(text)));
            return null;
        }
        return LocalTime.of(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
    }

    private static Set<DayOfWeek> days(Block block) {
        String text = block.has(Key.DAYS) ? block.text(Key.DAYS) : "mon-sun";
        String[] ends = text == null ? new String[0] : text.split("-", -1);
        DayOfWeek first = ends.length == 0 ? null : day(ends[0]);
        DayOfWeek last = ends.length == 2 ? day(ends[1]) : first;
        if (first == null || last == null || ends.length > 2) {
            block.bad(
                    Key.DAYS,
                    "`days` is '%s'; wanted a day like sat, or several like mon-fri",
                    Block.cut(String.valueOf(text)));
            return Set.of();
        }
        Set<DayOfWeek> days = EnumSet.of(first);
        for (DayOfWeek day = first; day != last; ) {
            day = day.plus(1);
            days.add(day);
        }
        return days;
    }

    private static @Nullable DayOfWeek day(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().substring(0, 3).toLowerCase(Locale.ROOT).equals(word)) {
                return day;
            }
        }
        return null;
    }

    private static Forecasting forecasting(Block block) {
        String word = block.has(Key.FORECAST) ? block.text(Key.FORECAST) : "only";
        for (Forecasting one : Forecasting.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(word)) {
                return one;
            }
        }
        block.bad(
                Key.FORECAST,
                "`forecast` is '%s'; it is off, only or scale",
                Block.cut(String.valueOf(word)));
        return Forecasting.OFF;
    }

    private static Spot spot(Block scale) {
        if (!scale.has(Key.SPOT)) {
            return Spot.NONE;
        }
        Block block = scale.block(Place.SPOT, Key.SPOT);
        Double part = block.has(Key.SPOT_PART) ? part(block, Key.SPOT_PART) : Double.valueOf(1);
        return new Spot(
                or(block.whole(Key.SPOT_BASE, 0, ScaleManifest.INSTANCES_MAX), 0),
                part == null ? 0 : part,
                Objects.requireNonNullElse(block.duration(Key.NOTICE, HOUR), Spot.NONE.notice()));
    }

    private static ScaleIn scaleIn(Block scale) {
        ScaleIn standard = ScaleIn.DEFAULT;
        if (!scale.has(Key.SCALE_IN)) {
            return standard;
        }
        Block block = scale.block(Place.SCALE_IN, Key.SCALE_IN);
        Double part = block.has(Key.PART) ? part(block, Key.PART) : null;
        return new ScaleIn(
                Objects.requireNonNullElse(
                        block.duration(Key.SCALE_IN_WINDOW, HOUR), standard.window()),
                part == null ? standard.part() : part,
                Objects.requireNonNullElse(
                        block.duration(Key.COOL_DOWN, HOUR), standard.coolDown()));
    }

    private static List<Node> few(Block block, Key key) {
        List<Node> items = block.list(key);
        if (items.size() > LIST_MAX) {
            block.bad(key, "more than %d in `%s`", LIST_MAX, key.text());
            return List.of();
        }
        return items;
    }

    /// A percentage above nothing, to 100 %.
    private static @Nullable Double part(Block block, Key key) {
        String text = block.text(key);
        OptionalDouble part =
                text == null
                        ? OptionalDouble.empty()
                        : text.equals("100%") ? OptionalDouble.of(1) : Quantity.percent(text);
        if (part.isEmpty() || part.getAsDouble() <= 0) {
            block.bad(
                    key,
                    "`%s` is '%s'; wanted a percentage like 70%%",
                    key.text(),
                    Block.cut(String.valueOf(text)));
            return null;
        }
        return part.getAsDouble();
    }

    private static @Nullable Double positive(Block block, Key key) {
        Double number = number(block, key);
        if (number != null && number <= 0) {
            block.bad(key, "`%s` must be above 0", key.text());
            return null;
        }
        return number;
    }

    private static @Nullable Double number(Block block, Key key) {
        if (!block.has(key)) {
            return null;
        }
        String text = block.text(key);
        if (text == null || !NUMBER.matcher(text).matches()) {
            block.bad(
                    key,
                    "`%s` is '%s'; wanted a number like 12 or 0.5",
                    key.text(),
                    Block.cut(String.valueOf(text)));
            return null;
        }
        return Double.valueOf(text);
    }

    private static int or(@Nullable Integer wanted, int standard) {
        return wanted == null ? standard : wanted;
    }
}
