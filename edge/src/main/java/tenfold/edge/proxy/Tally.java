package tenfold.edge.proxy;

import java.util.concurrent.atomic.AtomicLongArray;
import tenfold.base.metric.LatencyHistogram;
import tenfold.edge.Limit;

/// What one event loop has counted; written by that loop alone (plain add, opaque store), read by
/// anyone.
@SuppressWarnings("EnumOrdinal") // an index into an array that never leaves this process
final class Tally {
    enum Count {
        REQUESTS,
        ANSWERS_2XX,
        ANSWERS_3XX,
        ANSWERS_4XX,
        ANSWERS_5XX,
        RETRIES,
        BYTES_IN,
        BYTES_OUT,
        FAILURES,
        /// Answered 503 because a limit of the service was reached.
        REFUSED;

        static Count ofStatus(int status) {
            return switch (status / 100) {
                case 3 -> ANSWERS_3XX;
                case 4 -> ANSWERS_4XX;
                case 5 -> ANSWERS_5XX;
                default -> ANSWERS_2XX;
            };
        }
    }

    private static final int COUNTS = Count.values().length;

    private final AtomicLongArray values = new AtomicLongArray(COUNTS + Limit.values().length);
    private final LatencyHistogram latency = new LatencyHistogram();

    void add(Count count, long more) {
        bump(count.ordinal(), more);
    }

    void hit(Limit limit) {
        bump(COUNTS + limit.ordinal(), 1);
    }

    /// A head was refused with that status.
    void countHead(int status) {
        if (status == 414) {
            hit(Limit.REQUEST_LINE);
        } else if (status == 431) {
            hit(Limit.HEADERS);
        }
    }

    void latency(long micros) {
        latency.record(micros);
    }

    long get(Count count) {
        return values.getOpaque(count.ordinal());
    }

    long hits(Limit limit) {
        return values.getOpaque(COUNTS + limit.ordinal());
    }

    LatencyHistogram.Snapshot latencies() {
        return latency.snapshot();
    }

    private void bump(int index, long more) {
        values.setOpaque(index, values.getPlain(index) + more);
    }
}
