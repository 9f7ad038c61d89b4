package tenfold.sql.route;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// How old what a standby has not replayed is, from what the primary's WAL end was when. Right to a
/// tenth of a second.
public final class Lag {
    private static final long SPACING = Duration.ofMillis(100).toNanos();

    /// More than a minute and a half.
    private static final int SAMPLES_MAX = 1 << 10;

    private record Sample(long at, long written) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    public synchronized void clear() {
        samples.clear();
    }

    public synchronized void written(long now, long lsn) {
        Sample last = samples.peekLast();
        if (last != null && (last.written() >= lsn || now - last.at() < SPACING)) {
            return;
        }
        if (samples.size() == SAMPLES_MAX) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(now, lsn));
    }

    /// The age of the oldest known WAL end that is beyond `replayed`; 0 when there is none.
    public synchronized long nanos(long now, long replayed) {
        for (Sample sample : samples) {
            if (sample.written() > replayed) {
                return Math.max(0, now - sample.at());
            }
        }
        return 0;
    }
}
