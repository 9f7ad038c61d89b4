package tenfold.edge.target;

/// Finds the targets whose success rate is far below that of the others; pure.
///
/// Far is `deviations` standard deviations below the mean, as in Envoy's outlier detection. Fewer
/// than three targets with enough requests tell nothing: the mean would be made by the outlier.
final class SuccessRates {
    static final int TARGETS_MIN = 3;
    static final int REQUESTS_MIN = 50;

    private SuccessRates() {}

    /// `good` and `bad` answers of each target; the result names the outliers by position.
    static boolean[] outliers(long[] good, long[] bad, double deviations) {
        double sum = 0;
        double squares = 0;
        int counted = 0;
        for (int i = 0; i < good.length; i++) {
            if (good[i] + bad[i] >= REQUESTS_MIN) {
                double rate = rate(good[i], bad[i]);
                sum += rate;
                squares += rate * rate;
                counted++;
            }
        }
        var outliers = new boolean[good.length];
        if (counted < TARGETS_MIN) {
            return outliers;
        }
        double mean = sum / counted;
        double deviation = Math.sqrt(Math.max(0, squares / counted - mean * mean));
        for (int i = 0; i < good.length; i++) {
            boolean enough = good[i] + bad[i] >= REQUESTS_MIN;
            outliers[i] =
                    enough && bad[i] > 0 && rate(good[i], bad[i]) < mean - deviations * deviation;
        }
        return outliers;
    }

    private static double rate(long good, long bad) {
        return (double) good / (good + bad);
    }
}
