package tenfold.edge.target;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import tenfold.model.Concurrency;
import tenfold.model.Importance;

/// The [AdaptiveLimit] of one group and the measurements that it learns from, shared by all event
/// loops.
final class LimitMeter {
    private static final long WINDOW_NANOS = 250_000_000L;
    private static final double LOW = 0.7;
    private static final double NORMAL = 0.9;

    private final LongAdder answers = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder micros = new LongAdder();
    private final LongAccumulator inFlightMax = new LongAccumulator(Long::max, 0);
    private final AtomicLong nextAt = new AtomicLong();
    private volatile Concurrency bounds;
    private volatile AdaptiveLimit state;

    LimitMeter(Concurrency bounds) {
        this.bounds = bounds;
        state = AdaptiveLimit.start(bounds);
    }

    void update(Concurrency other) {
        bounds = other;
    }

    int limit() {
        return (int) state.limit();
    }

    /// Whether one more request may come to these.
    boolean admits(int inFlight, Importance importance) {
        inFlightMax.accumulate(inFlight + 1L);
        double part =
                switch (importance) {
                    case LOW -> LOW;
                    case NORMAL -> NORMAL;
                    case HIGH -> 1;
                };
        return inFlight < Math.max(1, part * state.limit());
    }

    /// An answer began so long after its request was sent.
    void answered(long afterMicros, boolean failed) {
        answers.increment();
        micros.add(afterMicros);
        if (failed) {
            failures.increment();
        }
    }

    /// Ends the window when it is time to; called a few times a second by every loop.
    void tick(long now) {
        long due = nextAt.get();
        if (due != 0 && now - due < 0) {
            return;
        }
        if (nextAt.compareAndSet(due, now + WINDOW_NANOS) && due != 0) {
            long count = answers.sumThenReset();
            double mean = count == 0 ? 0 : (double) micros.sumThenReset() / count;
            int most = (int) inFlightMax.getThenReset();
            var seen = new AdaptiveLimit.Window(count, failures.sumThenReset(), mean, most);
            state = state.next(seen, bounds);
        }
    }
}
