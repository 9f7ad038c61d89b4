package tenfold.load;

import org.HdrHistogram.Histogram;

/// Latencies in microseconds with a relative error below 0.1 %.
public final class Latencies {
    private final Histogram histogram;

    Latencies(Histogram histogram) {
        this.histogram = histogram;
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /// The latency that `percentile` (0 to 100) of the requests did not exceed; 0 when there are
    /// none.
    public long micros(double percentile) {
        return count() == 0 ? 0 : histogram.getValueAtPercentile(percentile);
    }

    public long maxMicros() {
        return count() == 0 ? 0 : histogram.getMaxValue();
    }

    public long minMicros() {
        return count() == 0 ? 0 : histogram.getMinValue();
    }

    public double meanMicros() {
        return count() == 0 ? 0 : histogram.getMean();
    }
}
