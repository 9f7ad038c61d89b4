package tenfold.load.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tenfold.testkit.Rounds;

class ZipfTest {
    private static final int CHOICES = 100_000;

    @Rounds(20)
    void choosesInProportionToTheRank(long seed) {
        long[] counts = counts(10, 1, seed);
        double harmonic = 0;
        for (int rank = 1; rank <= 10; rank++) {
            harmonic += 1.0 / rank;
        }
        for (int rank = 1; rank <= 10; rank++) {
            double expected = CHOICES / (rank * harmonic);
            assertThat((double) counts[rank - 1])
                    .isCloseTo(expected, within(5 * Math.sqrt(expected)));
        }
    }

    @Rounds(5)
    void choosesAllAlikeWithExponentZero(long seed) {
        for (long count : counts(5, 0, seed)) {
            assertThat((double) count).isCloseTo(20_000, within(5 * Math.sqrt(20_000)));
        }
    }

    @Test
    void hasNoChoiceAmongOne() {
        assertThat(counts(1, 1.2, 3)).containsExactly(CHOICES);
    }

    @Test
    void refusesNothingToChooseFrom() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Zipf(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Zipf(1, -1, 1));
    }

    private static long[] counts(int things, double exponent, long seed) {
        var zipf = new Zipf(things, exponent, seed);
        long[] counts = new long[things];
        for (int i = 0; i < CHOICES; i++) {
            counts[zipf.next()]++;
        }
        return counts;
    }
}
