package tenfold.control.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Rounds;

class UslTest {
    private static final Usl LAW = new Usl(100, 0.05, 0.002, 1, 40);

    @Test
    void findsTheLawThatSamplesFollow() {
        Usl found = Usl.fit(samples(LAW, 20)).orElseThrow();

        assertThat(found.rate()).isCloseTo(100, within(0.1));
        assertThat(found.contention()).isCloseTo(0.05, within(0.001));
        assertThat(found.coherency()).isCloseTo(0.002, within(0.0001));
        assertThat(found.peakConcurrency()).isCloseTo(21.8, within(0.1));
        assertThat(found.measuredTo()).isEqualTo(20);
    }

    @Rounds(50)
    void noiseOfATwentiethHardlyMovesTheMost(long seed) {
        var random = new Random(seed);
        List<Usl.Sample> noisy = new ArrayList<>();
        for (Usl.Sample one : samples(LAW, 40)) {
            double noise = 0.95 + 0.1 * random.nextDouble();
            noisy.add(new Usl.Sample(one.concurrency(), one.throughput() * noise));
        }

        Usl found = Usl.fit(noisy).orElseThrow();

        assertThat(found.throughputMax())
                .isCloseTo(LAW.throughputMax(), within(LAW.throughputMax() / 10));
        assertThat(found.peakConcurrency()).isBetween(16.0, 28.0);
    }

    @Test
    void aStraightLineHasNoPeak() {
        Usl found = Usl.fit(samples(new Usl(50, 0, 0, 1, 20), 20)).orElseThrow();

        assertThat(found.throughput(10)).isCloseTo(500, within(1.0));
        assertThat(found.throughputMax()).isGreaterThan(1e6);
    }

    @Test
    void withoutASpreadThereIsNoLaw() {
        List<Usl.Sample> same = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            same.add(new Usl.Sample(5 + i % 2, 400));
        }

        assertThat(Usl.fit(same)).isEmpty();
    }

    @Rounds(20)
    void whatFollowsNoLawHasNone(long seed) {
        var random = new Random(seed);
        List<Usl.Sample> wild = new ArrayList<>();
        for (int n = 1; n <= 30; n++) {
            wild.add(new Usl.Sample(n, 1 + random.nextDouble() * 1000));
        }

        assertThat(Usl.fit(wild).filter(one -> one.quality() > 0.9)).isEmpty();
    }

    private static List<Usl.Sample> samples(Usl law, int most) {
        List<Usl.Sample> all = new ArrayList<>();
        for (int n = 1; n <= most; n++) {
            all.add(new Usl.Sample(n, law.throughput(n)));
        }
        return all;
    }
}
