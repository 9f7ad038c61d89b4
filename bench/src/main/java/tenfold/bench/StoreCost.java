package tenfold.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tenfold.model.MetricAnswer;
import tenfold.watch.query.Evaluator;
import tenfold.watch.store.Kind;
import tenfold.watch.store.Labels;
import tenfold.watch.store.MetricStore;
import tenfold.watch.store.Reading;
import tenfold.watch.store.StoreLimits;

/// What the metric store costs: a day of 300 series at a sample a second, in a folder of its own.
/// Prints `name<TAB>value` lines: nanoseconds a sample, bytes a series and day of each resolution,
/// and milliseconds of queries.
final class StoreCost {
    private static final long START = 1_767_225_600_000L;
    private static final int SERIES = 300;
    private static final int SECONDS = 26 * 3600;

    private StoreCost() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("tenfold-store");
        try (var store = new MetricStore(folder, StoreLimits.DEFAULT, Faults::die)) {
            long nanos = fill(store);
            print("append", (double) nanos / SERIES / SECONDS);
            print("s15", bytes(folder, "s15-") / 25.0 / SERIES * 24);
            print("m5", bytes(folder, "m5-") / (double) SERIES);
            print("memory", (double) store.report().memoryBytes() / SERIES);
            var evaluator = new Evaluator(store);
            time("instant", evaluator, "sum(rate(requests_total[1m]))", Duration.ZERO, 1);
            time("hour", evaluator, "sum(rate(requests_total[1m]))", Duration.ofHours(1), 15);
            time(
                    "day",
                    evaluator,
                    "sum by (instance) (rate(requests_total[15m]))",
                    Duration.ofDays(1),
                    360);
        } finally {
            delete(folder);
        }
    }

    /// A third counts, a third wanders, a third stands still: about as in the platform's own.
    private static long fill(MetricStore store) throws IOException {
        var random = new Random(42);
        var values = new double[SERIES];
        var labels = new ArrayList<Labels>();
        for (int i = 0; i < SERIES; i++) {
            String name = i % 3 == 0 ? "requests_total" : i % 3 == 1 ? "latency_seconds" : "limit";
            labels.add(Labels.of(name, "instance", "web-" + i, "service", "web"));
        }
        long spent = 0;
        for (int second = 0; second < SECONDS; second++) {
            var readings = new ArrayList<Reading>(SERIES);
            for (int i = 0; i < SERIES; i++) {
                values[i] =
                        switch (i % 3) {
                            case 0 -> values[i] + random.nextInt(50);
                            case 1 -> random.nextInt(40_000) / 1e6;
                            default -> 17;
                        };
                Kind kind = i % 3 == 0 ? Kind.COUNTER : Kind.GAUGE;
                readings.add(new Reading(labels.get(i), kind, values[i]));
            }
            long at = START + second * 1000L + random.nextInt(7);
            long before = System.nanoTime();
            store.append("node", at, readings);
            spent += System.nanoTime() - before;
        }
        return spent;
    }

    private static void time(
            String name, Evaluator evaluator, String query, Duration back, int stepSeconds) {
        long end = START + SECONDS * 1000L;
        var millis = new ArrayList<Double>();
        for (int i = 0; i < 7; i++) {
            long before = System.nanoTime();
            MetricAnswer answer =
                    evaluator.range(query, end - back.toMillis(), end, stepSeconds * 1000L);
            millis.add((System.nanoTime() - before) / 1e6);
            if (!(answer instanceof MetricAnswer.Found)) {
                throw new IllegalStateException(answer.toString());
            }
        }
        millis.sort(Comparator.naturalOrder());
        print(name, millis.get(millis.size() / 2));
    }

    private static long bytes(Path folder, String prefix) throws IOException {
        long bytes = 0;
        for (Path file : files(folder)) {
            if (String.valueOf(file.getFileName()).startsWith(prefix)) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    private static void print(String name, double value) {
        Output.open().println(String.format(Locale.ROOT, "%s\t%.3f", name, value));
    }
}
