package tenfold.cli.screen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tenfold.load.Failure;
import tenfold.load.Latencies;
import tenfold.load.LoadPlan;
import tenfold.load.LoadProgress;
import tenfold.load.LoadResult;

/// What a load run shows: one live line, and a table at the end.
public final class LoadScreen {
    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9};
    private static final long LATENESS_MICROS_BAD = 5_000;

    /// Of fewer requests, p99 is the first one, which waits for classes to load.
    private static final long LATENESS_COUNT_MIN = 200;

    private LoadScreen() {}

    /// One line of at most about 100 columns.
    public static String live(LoadProgress at) {
        return "%s of %s%s  %s  p50 %s  p99 %s  failed %s  in flight %d, waiting %d"
                .formatted(
                        Human.duration(at.elapsed()),
                        Human.duration(at.total()),
                        at.warmingUp() ? " (warm-up)" : "",
                        Human.rate(at.answersPerSecond()),
                        Human.latency(at.latencies().micros(50)),
                        Human.latency(at.latencies().micros(99)),
                        Human.count(at.failed()),
                        at.inFlight(),
                        at.waiting());
    }

    /// The final table.
    public static List<String> lines(LoadPlan plan, LoadResult result, Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(
                style.strong(plan.urls().getFirst().resolve("/").toString())
                        + "  "
                        + count(plan.urls().size(), "URL")
                        + ", "
                        + seconds(result.measured())
                        + (result.complete() ? "" : style.warning(" (stopped early)")));
        lines.add("");
        row(
                lines,
                "asked for",
                Human.rate(plan.ratePerSecond()) + " by independent users (Poisson)");
        row(
                lines,
                "were due",
                Human.rate(result.offeredPerSecond()) + "  " + count(result.offered(), "request"));
        row(
                lines,
                "answered",
                Human.rate(result.answeredPerSecond()) + "  " + count(result.answered(), "answer"));
        row(lines, "received", Human.bytes(result.bytesReceived()));
        row(lines, "connections", result.connectionsPeak() + " at most");
        result.statuses()
                .forEach((status, count) -> row(lines, "status " + status, Human.count(count)));
        lines.add("");
        if (result.latencies().count() > 0) {
            latencies(lines, result, style);
            lines.add("");
        }
        failures(lines, result, style);
        late(lines, result, style);
        return lines;
    }

    private static void latencies(List<String> lines, LoadResult result, Style style) {
        lines.add("  latency from the moment a request was due to the last byte of its answer");
        Latencies latencies = result.latencies();
        for (double percentile : PERCENTILES) {
            String name = "p" + String.format(Locale.ROOT, "%.1f", percentile).replace(".0", "");
            row(lines, name, Human.latency(latencies.micros(percentile)));
        }
        row(lines, "max", Human.latency(latencies.maxMicros()));
        row(lines, "mean", style.faint(Human.latency(Math.round(latencies.meanMicros()))));
    }

    private static void failures(List<String> lines, LoadResult result, Style style) {
        if (result.failures().isEmpty()) {
            lines.add("  " + style.good("no request failed"));
            return;
        }
        lines.add(
                "  "
                        + style.bad(count(result.failed(), "request") + " failed")
                        + " ("
                        + Human.percent((double) result.failed() / Math.max(1, result.offered()))
                        + ")");
        for (Failure failure : result.failures()) {
            row(
                    lines,
                    failure.kind().name().toLowerCase(Locale.ROOT).replace("status_", ""),
                    Human.count(failure.count())
                            + "  "
                            + failure.kind().meaning()
                            + style.faint(" (first: " + failure.example() + ")"));
        }
    }

    private static void late(List<String> lines, LoadResult result, Style style) {
        long late = result.lateness().micros(99);
        if (late > LATENESS_MICROS_BAD && result.offered() >= LATENESS_COUNT_MIN) {
            lines.add("");
            lines.add(
                    style.warning("  the load tool itself was up to ")
                            + Human.latency(late)
                            + " late (p99): this machine is too busy, and the latencies include it");
        }
    }

    private static void row(List<String> lines, String name, String value) {
        lines.add(String.format(Locale.ROOT, "    %-12s %s", name, value));
    }

    private static String count(long count, String what) {
        return Human.count(count) + " " + what + (count == 1 ? "" : "s");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
}
