package tenfold.bench.scaling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.zip.GZIPInputStream;

/// The traces: `november24` from its file, all others made from their description and a seed.
final class Traces {
    private static final int DAY = 86_400;
    private static final int HOUR = 3_600;

    private Traces() {}

    /// A synthetic November, one value a minute, calibrated so that a flat fleet uses 24 %.
    static Trace november24(Path folder) throws IOException {
        var values = new ArrayList<Double>();
        try (var file =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(
                                        Files.newInputStream(folder.resolve("november24.gz"))),
                                StandardCharsets.US_ASCII))) {
            for (String line = file.readLine(); line != null; line = file.readLine()) {
                values.add(Double.valueOf(line));
            }
        }
        return new Trace(
                "november24", 60, values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// One day: a calm load with noise of 2 %; four times, at irregular hours, five-fold within 30
    /// seconds, held for ten minutes, and back within ten minutes.
    static Trace flash5x(long seed) {
        return crowds("flash5x", seed, new Crowds(1, 4, 5, 30, 600, t -> Math.max(0, 1 - t / 600)));
    }

    /// A week with 20 crowds, each five-fold in 30 seconds, held for 20 minutes, fading over 20.
    static Trace flashWeek(long seed) {
        return crowds("flash-week", seed, new Crowds(7, 20, 5, 30, 1200, t -> Math.exp(-t / 1200)));
    }

    /// Sudden loads of another shape than `flash5x`: three-fold in three seconds, for two minutes.
    static Trace bursts(long seed) {
        return crowds("bursts", seed, new Crowds(1, 12, 3, 3, 120, t -> Math.max(0, 1 - t / 10)));
    }

    /// Ramps that are slower than a flash: six-fold in `minutes`, for an hour.
    static Trace ramps(long seed, int minutes) {
        return crowds(
                "ramp-" + minutes + "min",
                seed,
                new Crowds(2, 6, 6, minutes * 60, HOUR, t -> Math.max(0, 1 - t / HOUR)));
    }

    /// Between one and six, up and down in half an hour each, with noise of 5 %.
    static Trace sawtooth(long seed) {
        var random = new SplittableRandom(seed);
        return made(
                "sawtooth",
                1,
                t -> {
                    double phase = t % HOUR / HOUR;
                    return noisy(random, 0.05, 1 + 5 * (phase < 0.5 ? 2 * phase : 2 - 2 * phase));
                });
    }

    /// Levels that change at once, between one and eight, each for 20 to 90 minutes.
    static Trace steps(long seed) {
        var random = new SplittableRandom(seed);
        double[] level = {2};
        double[] until = {0};
        return made(
                "steps",
                1,
                t -> {
                    if (t >= until[0]) {
                        level[0] = 1 + 7 * random.nextDouble();
                        until[0] = t + 1200 + random.nextInt(4200);
                    }
                    return noisy(random, 0.02, level[0]);
                });
    }

    /// A steady load with noise of 20 % from second to second.
    static Trace noise(long seed) {
        var random = new SplittableRandom(seed);
        return made("noise", 1, _ -> noisy(random, 0.2, 3));
    }

    /// Two weeks of days and nights, weekends at half, an hour of lunch at a fifth more.
    static Trace weekly(long seed) {
        var random = new SplittableRandom(seed);
        return made(
                "weekly",
                14,
                t -> {
                    double hour = t % DAY / HOUR;
                    double day = 1 + 2.5 * Math.pow(Math.sin(Math.PI * ((hour + 20) % 24) / 24), 4);
                    double lunch = hour >= 12 && hour < 13 ? 1.2 : 1;
                    boolean weekend = (int) (t / DAY) % 7 >= 5;
                    return noisy(random, 0.04, day * lunch * (weekend ? 0.5 : 1));
                });
    }

    static List<Trace> heldOut(long seed) {
        return List.of(
                flashWeek(seed),
                bursts(seed),
                ramps(seed, 2),
                ramps(seed, 15),
                sawtooth(seed),
                steps(seed),
                noise(seed),
                weekly(seed));
    }

    /// Crowds that come `count` times in `days` on a base of one.
    private record Crowds(
            int days, int count, double times, int rise, int hold, DoubleUnaryOperator fall) {}

    private static Trace crowds(String name, long seed, Crowds crowds) {
        var random = new SplittableRandom(seed);
        double slot = (double) crowds.days() * DAY / crowds.count();
        double[] starts = new double[crowds.count()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = slot * (i + 0.1 + 0.4 * random.nextDouble());
        }
        return made(
                name,
                crowds.days(),
                t -> {
                    double extra = 0;
                    for (double start : starts) {
                        extra = Math.max(extra, height(crowds, t - start));
                    }
                    return noisy(random, 0.02, 1 + (crowds.times() - 1) * extra);
                });
    }

    private static double height(Crowds crowds, double since) {
        if (since < 0) {
            return 0;
        }
        if (since < crowds.rise()) {
            return since / crowds.rise();
        }
        double after = since - crowds.rise() - crowds.hold();
        return after < 0 ? 1 : crowds.fall().applyAsDouble(after);
    }

    private static Trace made(String name, int days, DoubleUnaryOperator load) {
        double[] values = new double[days * DAY + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = load.applyAsDouble(i);
        }
        return new Trace(name, 1, values);
    }

    private static double noisy(SplittableRandom random, double spread, double value) {
        return Math.max(0, value * (1 + spread * random.nextGaussian()));
    }
}
