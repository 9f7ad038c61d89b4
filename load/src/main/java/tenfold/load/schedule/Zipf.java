package tenfold.load.schedule;

import java.util.Arrays;
import java.util.SplittableRandom;
import tenfold.base.Check;

/// Chooses among `count` things so that the one of rank r is chosen in proportion to 1 /
/// r^exponent.
///
/// Exponent 0 chooses all alike; about 1 is what page views of real sites look like. The cumulative
/// weights are computed once; a choice is one binary search.
public final class Zipf {
    private final double[] cumulative;
    private final SplittableRandom random;

    public Zipf(int count, double exponent, long seed) {
        Check.that(count >= 1, "count %d is below 1", count);
        Check.that(exponent >= 0, "exponent %s is negative", exponent);
        this.random = new SplittableRandom(seed);
        this.cumulative = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.pow(i + 1, -exponent);
            cumulative[i] = sum;
        }
    }

    /// The index of the next choice, 0 for the most popular.
    public int next() {
        double point = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, point);
        return Math.min(found >= 0 ? found + 1 : -found - 1, cumulative.length - 1);
    }
}
