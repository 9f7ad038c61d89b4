package tenfold.watch.query;

import java.util.Arrays;
import java.util.List;

/// Quantiles as Prometheus computes them, of samples and of histograms.
final class Quantiles {
    private Quantiles() {}

    /// A bucket of a histogram: how many values were at most `bound`.
    record Bucket(double bound, double count) {}

    /// Interpolates between the two nearest ranks; NaN of nothing, infinite outside of 0 to 1.
    static double of(double quantile, double[] values) {
        if (values.length == 0 || Double.isNaN(quantile)) {
            return Double.NaN;
        }
        if (quantile < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (quantile > 1) {
            return Double.POSITIVE_INFINITY;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double rank = quantile * (sorted.length - 1);
        int lower = (int) Math.floor(rank);
        int upper = Math.min(sorted.length - 1, lower + 1);
        double weight = rank - Math.floor(rank);
        return sorted[lower] * (1 - weight) + sorted[upper] * weight;
    }

    /// Interpolates within the bucket that has the rank. `buckets` rise by bound and end at
    /// infinity.
    static double ofHistogram(double quantile, List<Bucket> buckets) {
        if (quantile < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (quantile > 1) {
            return Double.POSITIVE_INFINITY;
        }
        if (buckets.size() < 2 || buckets.getLast().bound() != Double.POSITIVE_INFINITY) {
            return Double.NaN;
        }
        double total = buckets.getLast().count();
        if (total == 0 || Double.isNaN(total) || Double.isNaN(quantile)) {
            return Double.NaN;
        }
        double rank = quantile * total;
        int at = 0;
        while (at < buckets.size() - 1 && buckets.get(at).count() < rank) {
            at++;
        }
        if (at == buckets.size() - 1) {
            return buckets.get(at - 1).bound();
        }
        Bucket bucket = buckets.get(at);
        if (at == 0 && bucket.bound() <= 0) {
            return bucket.bound();
        }
        double start = at == 0 ? 0 : buckets.get(at - 1).bound();
        double below = at == 0 ? 0 : buckets.get(at - 1).count();
        double width = bucket.bound() - start;
        return start + width * ((rank - below) / (bucket.count() - below));
    }
}
