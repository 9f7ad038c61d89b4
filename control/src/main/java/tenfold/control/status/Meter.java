package tenfold.control.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// Turns a rising total into a rate per second over the last five seconds. A total that falls was
/// reset: it counts from zero.
final class Meter {
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final int SAMPLES_MAX = 64;

    /// The counted sum, freed of resets, at a moment.
    private record Sample(Instant at, long sum) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private long total;
    private long sum;

    void add(Instant at, long newTotal) {
        if (!samples.isEmpty()) {
            sum += newTotal >= total ? newTotal - total : newTotal;
        }
        total = newTotal;
        samples.addLast(new Sample(at, sum));
        while (samples.size() > 2 && (isOld(at) || samples.size() > SAMPLES_MAX)) {
            samples.removeFirst();
        }
    }

    private boolean isOld(Instant now) {
        return samples.getFirst().at().isBefore(now.minus(WINDOW));
    }

    double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        double seconds = Duration.between(first.at(), last.at()).toNanos() / 1e9;
        return seconds <= 0 ? 0 : (last.sum() - first.sum()) / seconds;
    }
}
