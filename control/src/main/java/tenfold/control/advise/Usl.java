package tenfold.control.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Universal Scalability Law, fitted to live samples: throughput at concurrency N is `rate N /
/// (1 + contention (N - 1) + coherency N (N - 1))` (Gunther, "Guerrilla Capacity Planning", 2007).
///
/// How it works: divided by N and turned over, the law is a line in three unknowns, `N / X = a + b
/// (N - 1) + c N (N - 1)` with `a = 1 / rate`, `b = contention / rate` and `c = coherency / rate`,
/// so least squares find it. None may be negative: the fit is made with each of `b` and `c` left
/// out as well, and the best one without a negative value counts. Errors are weighed relative to `N
/// / X`, as the spread of measured times grows with them.
///
/// @param quality the share of the spread of throughput that the law explains, 1 is all
/// @param measuredTo the highest concurrency that was seen; beyond, the law only extrapolates
record Usl(double rate, double contention, double coherency, double quality, double measuredTo) {
    /// Requests in progress and answers per second at the same moment.
    record Sample(double concurrency, double throughput) {}

    static final int SAMPLES_MIN = 6;

    /// The highest concurrency must be this many times the lowest: else there is no curve.
    private static final double SPREAD_MIN = 3;

    private static final double QUALITY_MIN = 0.7;

    /// No fit when there are too few samples, no spread, or they follow no such law.
    static Optional<Usl> fit(List<Sample> samples) {
        List<Sample> usable =
                samples.stream()
                        .filter(one -> one.concurrency() > 0 && one.throughput() > 0)
                        .toList();
        double least = usable.stream().mapToDouble(Sample::concurrency).min().orElse(0);
        double most = usable.stream().mapToDouble(Sample::concurrency).max().orElse(0);
        if (usable.size() < SAMPLES_MIN || most < SPREAD_MIN * least) {
            return Optional.empty();
        }
        Optional<Usl> best = Optional.empty();
        for (int left : new int[] {0b111, 0b011, 0b101, 0b001}) {
            Optional<Usl> one = solve(usable, left, most);
            if (one.isPresent() && best.filter(b -> b.quality >= one.get().quality).isEmpty()) {
                best = one;
            }
        }
        return best.filter(one -> one.quality >= QUALITY_MIN);
    }

    /// The concurrency at which throughput is highest; infinite without coherency.
    double peakConcurrency() {
        return coherency <= 0
                ? Double.POSITIVE_INFINITY
                : Math.sqrt(Math.max(0, 1 - contention) / coherency);
    }

    double throughput(double concurrency) {
        return rate
                * concurrency
                / (1
                        + contention * (concurrency - 1)
                        + coherency * concurrency * (concurrency - 1));
    }

    /// The most answers per second at any concurrency; infinite without contention and coherency.
    double throughputMax() {
        double peak = peakConcurrency();
        return Double.isFinite(peak)
                ? throughput(Math.max(1, peak))
                : contention > 0 ? rate / contention : Double.POSITIVE_INFINITY;
    }

    private static double[] terms(Sample one) {
        double n = one.concurrency();
        return new double[] {1, n - 1, n * (n - 1)};
    }

    /// @param left a bit for each unknown that is left in
    private static Optional<Usl> solve(List<Sample> samples, int left, double most) {
        List<Integer> unknowns = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            if ((left >> i & 1) == 1) {
                unknowns.add(i);
            }
        }
        int size = unknowns.size();
        double[][] rows = new double[size][size + 1];
        for (Sample sample : samples) {
            double[] terms = terms(sample);
            double measured = sample.concurrency() / sample.throughput();
            double weight = 1 / (measured * measured);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    rows[i][j] += weight * terms[unknowns.get(i)] * terms[unknowns.get(j)];
                }
                rows[i][size] += weight * terms[unknowns.get(i)] * measured;
            }
        }
        double[] found = new double[3];
        if (!eliminate(rows)) {
            return Optional.empty();
        }
        for (int i = 0; i < size; i++) {
            found[unknowns.get(i)] = rows[i][size];
        }
        if (found[0] <= 0 || found[1] < 0 || found[2] < 0) {
            return Optional.empty();
        }
        var law = new Usl(1 / found[0], found[1] / found[0], found[2] / found[0], 0, most);
        return Optional.of(
                new Usl(law.rate, law.contention, law.coherency, law.quality(samples), most));
    }

    /// Gauss-Jordan with pivots; false when the rows do not decide.
    private static boolean eliminate(double[][] rows) {
        int size = rows.length;
        for (int i = 0; i < size; i++) {
            int pivot = i;
            for (int j = i + 1; j < size; j++) {
                pivot = Math.abs(rows[j][i]) > Math.abs(rows[pivot][i]) ? j : pivot;
            }
            double[] swapped = rows[i];
            rows[i] = rows[pivot];
            rows[pivot] = swapped;
            if (Math.abs(rows[i][i]) < 1e-18) {
                return false;
            }
            divide(rows[i], rows[i][i]);
            for (int j = 0; j < size; j++) {
                if (j != i) {
                    subtract(rows[j], rows[i], rows[j][i]);
                }
            }
        }
        return true;
    }

    private static void divide(double[] row, double by) {
        for (int i = 0; i < row.length; i++) {
            row[i] /= by;
        }
    }

    private static void subtract(double[] row, double[] other, double times) {
        for (int i = 0; i < row.length; i++) {
            row[i] -= times * other[i];
        }
    }

    private double quality(List<Sample> samples) {
        double mean = samples.stream().mapToDouble(Sample::throughput).average().orElse(0);
        double all = 0;
        double unexplained = 0;
        for (Sample one : samples) {
            all += square(one.throughput() - mean);
            unexplained += square(one.throughput() - throughput(one.concurrency()));
        }
        return all == 0 ? 0 : 1 - unexplained / all;
    }

    private static double square(double x) {
        return x * x;
    }
}
