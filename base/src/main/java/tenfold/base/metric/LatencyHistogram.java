package tenfold.base.metric;

import java.util.concurrent.atomic.AtomicLongArray;

/// Counts latencies in microseconds in buckets that grow with the value; relative error below 1/16.
///
/// How it works: a value's bucket is its highest bit and the four bits below it, so that 16 linear
/// buckets cover each power of two. One thread writes (plain add, opaque store); any thread reads.
/// Counts only grow, so that a reader gets the latencies of an interval by subtracting snapshots.
public final class LatencyHistogram {
    private static final int SUB_BITS = 4;
    private static final int SUB_COUNT = 1 << SUB_BITS;

    /// Up to 2^36 us, about 19 hours; anything above counts there.
    private static final int BUCKETS = (36 - SUB_BITS + 1) * SUB_COUNT;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    /// Adds one latency. Only ever called by the one thread that owns this histogram.
    public void record(long micros) {
        int bucket = bucketOf(micros);
        counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
    }

    public Snapshot snapshot() {
        long[] copy = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.getOpaque(i);
        }
        return new Snapshot(copy);
    }

    static int bucketOf(long micros) {
        long value = Math.max(0, micros);
        if (value < SUB_COUNT) {
            return (int) value;
        }
        int top = 63 - Long.numberOfLeadingZeros(value);
        int sub = (int) (value >>> (top - SUB_BITS)) & (SUB_COUNT - 1);
        return Math.min(BUCKETS - 1, (top - SUB_BITS + 1) * SUB_COUNT + sub);
    }

    static long highestOf(int bucket) {
        if (bucket < SUB_COUNT) {
            return bucket;
        }
        int shift = bucket / SUB_COUNT - 1;
        long low = (long) (SUB_COUNT + bucket % SUB_COUNT) << shift;
        return low + (1L << shift) - 1;
    }

    /// The counts at one moment; adds and subtracts like a number.
    public static final class Snapshot {
        private final long[] counts;

        private Snapshot(long[] counts) {
            this.counts = counts;
        }

        public static Snapshot empty() {
            return new Snapshot(new long[BUCKETS]);
        }

        public Snapshot plus(Snapshot other) {
            long[] sum = counts.clone();
            for (int i = 0; i < BUCKETS; i++) {
                sum[i] += other.counts[i];
            }
            return new Snapshot(sum);
        }

        public Snapshot minus(Snapshot earlier) {
            long[] difference = counts.clone();
            for (int i = 0; i < BUCKETS; i++) {
                difference[i] -= earlier.counts[i];
            }
            return new Snapshot(difference);
        }

        public long count() {
            long sum = 0;
            for (long count : counts) {
                sum += count;
            }
            return sum;
        }

        /// The latency in microseconds that `percent` (0 to 100) of the values do not exceed; 0
        /// when empty.
        public long percentileMicros(double percent) {
            long wanted = Math.max(1, (long) Math.ceil(count() * percent / 100));
            long seen = 0;
            for (int i = 0; i < BUCKETS; i++) {
                seen += counts[i];
                if (seen >= wanted) {
                    return highestOf(i);
                }
            }
            return 0;
        }
    }
}
