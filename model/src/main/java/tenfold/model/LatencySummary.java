package tenfold.model;

/// Latencies of one interval in microseconds; zeros when nothing happened.
public record LatencySummary(
        long count, long p50Micros, long p95Micros, long p99Micros, long maxMicros) {
    public static final LatencySummary NONE = new LatencySummary(0, 0, 0, 0, 0);
}
