package tenfold.control.status;

import java.time.Duration;
import java.time.Instant;
import tenfold.model.LatencySummary;

/// The newest interval in which something happened, forgotten after ten quiet seconds.
final class LatestLatency {
    private static final Duration FORGET = Duration.ofSeconds(10);
    private LatencySummary summary = LatencySummary.NONE;
    private Instant at = Instant.EPOCH;

    void add(Instant now, LatencySummary newest) {
        if (newest.count() > 0) {
            summary = newest;
            at = now;
        } else if (at.isBefore(now.minus(FORGET))) {
            summary = LatencySummary.NONE;
        }
    }

    Status.Latency value() {
        return new Status.Latency(
                summary.p50Micros(), summary.p95Micros(), summary.p99Micros(), summary.maxMicros());
    }
}
