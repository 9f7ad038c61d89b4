package tenfold.bench.scaling;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tenfold.bench.Output;
import tenfold.bench.scaling.Replay.Outcome;

/// Replays every trace through every law and prints Markdown tables, for `bench/run scaling`.
///
/// Arguments: the folder of the traces, the file of the plot, the seed of the made traces.
final class ScalingReplay {
    static final double TARGET = 0.7;
    private static final int DAY = 86_400;
    private static final String HEAD =
            "| trace | peak | start s | law | capacity % | under % | hot % | lost % | actions a day |\n"
                    + "|---|---|---|---|---|---|---|---|---|";

    private ScalingReplay() {}

    public static void main(String[] arguments) throws IOException {
        Path traces = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[2]);
        Trace november = Traces.november24(traces);
        Trace flash = Traces.flash5x(seed);
        try (PrintStream out = Output.open()) {
            tables(november, flash, seed, out);
        }
        Files.writeString(Path.of(arguments[1]), plot(november, flash));
    }

    private static void tables(Trace november, Trace flash, long seed, PrintStream out) {
        out.println(HEAD);
        for (Trace trace : List.of(november, flash)) {
            for (int peak : new int[] {100, 10}) {
                for (int start : new int[] {5, 60}) {
                    rows(trace, peak, start, out);
                }
            }
        }
        out.println("\nOther traces, of another seed:\n");
        out.println(HEAD);
        for (Trace trace : Traces.heldOut(seed + 1)) {
            rows(trace, 100, 5, out);
        }
    }

    private static String plot(Trace november, Trace flash) {
        var plot = new Plot();
        plot.panel(
                "november24, the week of Black Friday, peak of 100 instances, 5 s start",
                20L * DAY,
                28L * DAY,
                lines(november, 20L * DAY, 28L * DAY));
        long crowd = (long) flash.firstAbove(2 * flash.at(0)) - 60;
        plot.panel(
                "flash5x, one crowd of 15 minutes, peak of 100 instances, 5 s start",
                crowd,
                crowd + 900,
                lines(flash, crowd, crowd + 900));
        return plot.svg();
    }

    private static List<Plot.Line> lines(Trace trace, long from, long to) {
        var replay = new Replay(trace, 100, 5);
        return laws(replay, 5).stream()
                .map(law -> new Plot.Line(law.name(), replay.through(law, from, to).line()))
                .toList();
    }

    static List<Law> laws(Replay replay, int start) {
        int max = replay.max();
        int first = replay.atFirst();
        Duration delay = Duration.ofSeconds(start);
        return List.of(
                new AwsTracking(TARGET, max, first),
                new KubernetesHpa(TARGET, max, first, false),
                new KubernetesHpa(TARGET, max, first, true),
                new TenfoldLaw(TARGET, max, first, delay),
                new TenfoldLaw(null, max, first, delay));
    }

    private static void rows(Trace trace, int peak, int start, PrintStream to) {
        var replay = new Replay(trace, peak, start);
        for (Law law : laws(replay, start)) {
            Outcome out = replay.through(law);
            to.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %.1f | %.3f | %.3f | %.4f | %.0f |%n",
                    trace.name(),
                    peak,
                    start,
                    law.name(),
                    out.capacity() * 100,
                    out.under() * 100,
                    out.hot() * 100,
                    out.lost() * 100,
                    out.actionsPerDay());
        }
    }
}
