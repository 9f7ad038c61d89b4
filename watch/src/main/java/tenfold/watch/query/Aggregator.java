package tenfold.watch.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What is made of the samples of one group.
enum Aggregator {
    SUM,
    AVG,
    MIN,
    MAX,
    COUNT,
    QUANTILE,
    TOPK,
    BOTTOMK;

    static Optional<Aggregator> of(Token token) {
        return Arrays.stream(values()).filter(one -> token.isWord(one.text())).findFirst();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean hasParameter() {
        return this == QUANTILE || picks();
    }

    /// Whether it picks samples instead of making one.
    boolean picks() {
        return this == TOPK || this == BOTTOMK;
    }

    /// One value of a group; of `quantile` the one at `parameter`.
    double of(double[] values, double parameter) {
        return switch (this) {
            case SUM -> Arrays.stream(values).sum();
            case AVG -> Arrays.stream(values).sum() / values.length;
            case MIN -> extreme(values, -1);
            case MAX -> extreme(values, 1);
            case COUNT -> values.length;
            case QUANTILE -> Quantiles.of(parameter, values);
            case TOPK, BOTTOMK -> Double.NaN;
        };
    }

    /// The largest for a sign of 1, the smallest for -1; NaN only when all are.
    private static double extreme(double[] values, int sign) {
        double best = Double.NaN;
        for (double value : values) {
            if (Double.isNaN(best) || sign * value > sign * best) {
                best = value;
            }
        }
        return best;
    }
}
