package tenfold.load.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Rounds;

class ArrivalsTest {
    private static final int COUNT = 20_000;

    /// Of a Poisson process, gaps have mean 1/rate and a standard deviation as large; counts per
    /// second have mean and variance equal to the rate.
    @Rounds(20)
    void arePoisson(long seed) {
        double rate = 1000;
        double[] gaps = gaps(new Arrivals(rate, seed));
        double mean = mean(gaps);
        double deviation = Math.sqrt(variance(gaps));

        // Five standard errors: one false alarm in two million rounds.
        assertThat(mean).isCloseTo(1e6, within(5 * 1e6 / Math.sqrt(COUNT)));
        assertThat(deviation).isCloseTo(1e6, within(5 * 1.5e6 / Math.sqrt(COUNT)));
        assertThat(shareAbove(gaps, 1e6)).isCloseTo(Math.exp(-1), within(0.02));
        assertThat(shareAbove(gaps, 3e6)).isCloseTo(Math.exp(-3), within(0.01));
    }

    @Test
    void regularArrivalsWouldFailTheSameCheck() {
        double[] gaps = new double[COUNT];
        Arrays.fill(gaps, 1e6);

        assertThat(Math.sqrt(variance(gaps))).isLessThan(0.5e6);
    }

    @Test
    void aSeedGivesTheSameArrivalsAgain() {
        assertThat(gaps(new Arrivals(500, 7))).isEqualTo(gaps(new Arrivals(500, 7)));
        assertThat(gaps(new Arrivals(500, 7))).isNotEqualTo(gaps(new Arrivals(500, 8)));
    }

    @Test
    void refusesARateOfZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Arrivals(0, 1));
    }

    private static double[] gaps(Arrivals arrivals) {
        double[] gaps = new double[COUNT];
        long previous = 0;
        for (int i = 0; i < COUNT; i++) {
            gaps[i] = arrivals.nextNanos() - previous;
            previous = arrivals.nextNanos();
            arrivals.advance();
        }
        return gaps;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
    }

    private static double shareAbove(double[] values, double limit) {
        return Arrays.stream(values).filter(value -> value > limit).count()
                / (double) values.length;
    }
}
