package tenfold.base.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Test
    void percentilesAreWithinASixteenth() {
        var histogram = new LatencyHistogram();
        for (int micros = 1; micros <= 100_000; micros++) {
            histogram.record(micros);
        }

        var all = histogram.snapshot();

        assertThat(all.count()).isEqualTo(100_000);
        assertThat(all.percentileMicros(50)).isCloseTo(50_000, Offset.offset(50_000L / 16));
        assertThat(all.percentileMicros(99)).isCloseTo(99_000, Offset.offset(99_000L / 16));
    }

    @Test
    void bucketsCoverEveryValueWithoutGaps() {
        for (long micros = 0; micros < 1 << 20; micros++) {
            int bucket = LatencyHistogram.bucketOf(micros);
            assertThat(LatencyHistogram.highestOf(bucket)).isGreaterThanOrEqualTo(micros);
            assertThat(bucket == 0 || LatencyHistogram.highestOf(bucket - 1) < micros).isTrue();
        }
    }

    @Test
    void hugeAndNegativeLatenciesStayWithin() {
        var histogram = new LatencyHistogram();
        histogram.record(Long.MAX_VALUE);
        histogram.record(-1);

        assertThat(histogram.snapshot().count()).isEqualTo(2);
    }

    @Test
    void anIntervalIsTheDifferenceOfTwoSnapshots() {
        var histogram = new LatencyHistogram();
        histogram.record(10);
        var before = histogram.snapshot();
        histogram.record(1_000);

        var interval = histogram.snapshot().minus(before);

        assertThat(interval.count()).isEqualTo(1);
        assertThat(interval.percentileMicros(50)).isBetween(1_000L, 1_063L);
    }
}
