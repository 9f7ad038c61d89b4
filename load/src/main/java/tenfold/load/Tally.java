package tenfold.load;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Counts what happened to requests. Belongs to one thread at a time.
final class Tally {
    private static final long LATENCY_MICROS_MAX = 90_000_000_000L;
    private static final int DIGITS = 3;
    private static final int STATUS_LIMIT = 1000;
    private static final int EXAMPLE_LENGTH_MAX = 200;

    private final long[] statuses = new long[STATUS_LIMIT];
    private final Map<FailureKind, Failure> failures = new EnumMap<>(FailureKind.class);
    private final Histogram latencies = histogram();
    private final Histogram lateness = histogram();
    private Histogram interval = histogram();
    private long offered;
    private long answered;
    private long answeredInTime;
    private long unfinished;
    private long bytes;

    private static Histogram histogram() {
        var histogram = new Histogram(1, LATENCY_MICROS_MAX, DIGITS);
        histogram.setAutoResize(false);
        return histogram;
    }

    void offer(long lateMicros) {
        offered++;
        lateness.recordValue(Math.clamp(lateMicros, 0, LATENCY_MICROS_MAX));
    }

    /// `inTime` says whether the answer came before the measured time ended.
    void answer(int status, long latencyMicros, boolean inTime) {
        answered++;
        if (inTime) {
            answeredInTime++;
        }
        statuses[Math.clamp(status, 0, STATUS_LIMIT - 1)]++;
        record(latencyMicros);
        if (status >= 500) {
            failure(FailureKind.STATUS_5XX, "status " + status);
        } else if (status >= 400) {
            failure(FailureKind.STATUS_4XX, "status " + status);
        }
    }

    void timeout(long waitedMicros, String example) {
        record(waitedMicros);
        failure(FailureKind.TIMEOUT, example);
    }

    void failure(FailureKind kind, String example) {
        String shortened = example.substring(0, Math.min(example.length(), EXAMPLE_LENGTH_MAX));
        failures.merge(kind, new Failure(kind, 1, shortened), Failure::plus);
    }

    void giveUp() {
        unfinished++;
    }

    void received(int count) {
        bytes += count;
    }

    private void record(long micros) {
        long value = Math.clamp(micros, 0, LATENCY_MICROS_MAX);
        latencies.recordValue(value);
        interval.recordValue(value);
    }

    void add(Tally other) {
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] += other.statuses[i];
        }
        other.failures.forEach((kind, failure) -> failures.merge(kind, failure, Failure::plus));
        latencies.add(other.latencies);
        lateness.add(other.lateness);
        interval.add(other.interval);
        offered += other.offered;
        answered += other.answered;
        answeredInTime += other.answeredInTime;
        unfinished += other.unfinished;
        bytes += other.bytes;
    }

    /// The latencies since the last call.
    Histogram takeInterval() {
        Histogram taken = interval;
        interval = histogram();
        return taken;
    }

    long offered() {
        return offered;
    }

    long answered() {
        return answered;
    }

    long answeredInTime() {
        return answeredInTime;
    }

    long unfinished() {
        return unfinished;
    }

    long bytes() {
        return bytes;
    }

    long failed() {
        return failures.values().stream().mapToLong(Failure::count).sum();
    }

    Latencies latencies() {
        return new Latencies(latencies);
    }

    Latencies lateness() {
        return new Latencies(lateness);
    }

    SortedMap<Integer, Long> statuses() {
        var map = new TreeMap<Integer, Long>();
        for (int i = 0; i < statuses.length; i++) {
            if (statuses[i] > 0) {
                map.put(i, statuses[i]);
            }
        }
        return map;
    }

    List<Failure> failures() {
        return List.copyOf(failures.values());
    }
}
