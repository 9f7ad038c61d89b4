package tenfold.edge.shield;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/// What is known of the keys of all rate limits: a table of fixed size.
///
/// **How it works.** A key's hash chooses a bucket of a few ways; each way has a hash and a
/// theoretical arrival time. A time in the past says no more than a free way, so that it can be
/// taken by another key: nothing ever has to be swept. When all ways of a bucket are in use, a key
/// that it does not know is admitted (counted): the table fails open. Two keys with the same 64
/// bits share a limit; the hash has a secret seed, so that nobody can choose such keys.
///
/// Buckets are guarded by a few locks, each held for some loads and a store.
public final class RateTable {
    private static final int WAYS = 8;
    private static final int LOCKS = 64;

    private final long[] keys;
    private final long[] arrivals;
    private final Object[] locks = new Object[LOCKS];
    private final int mask;
    private final LongAdder refused = new LongAdder();
    private final LongAdder full = new LongAdder();

    /// For so many keys, a power of two.
    public RateTable(int size) {
        keys = new long[size];
        arrivals = new long[size];
        mask = size / WAYS - 1;
        Arrays.setAll(locks, _ -> new Object());
        Arrays.fill(arrivals, Long.MIN_VALUE);
    }

    /// The answer to one request.
    ///
    /// @param waitNanos 0 when it is admitted, else how long it has to wait
    /// @param remaining how many more would be admitted at once
    record Decision(long waitNanos, long remaining) {
        boolean admitted() {
            return waitNanos == 0;
        }
    }

    /// `now` rises from call to call, give or take.
    Decision ask(long key, Gcra law, long now) {
        int bucket = (int) (key >>> 32) & mask;
        synchronized (locks[bucket % LOCKS]) {
            int free = -1;
            for (int way = bucket * WAYS; way < (bucket + 1) * WAYS; way++) {
                boolean old = arrivals[way] <= now;
                if (keys[way] == key && !old) {
                    return known(way, law, now);
                }
                free = old && free < 0 ? way : free;
            }
            if (free < 0) {
                full.increment();
                return new Decision(0, 0);
            }
            keys[free] = key;
            arrivals[free] = law.admit(now, now);
            return new Decision(0, law.remaining(arrivals[free], now));
        }
    }

    private Decision known(int way, Gcra law, long now) {
        long next = law.admit(arrivals[way], now);
        if (next < 0) {
            refused.increment();
            return new Decision(Math.max(1, law.waitFor(arrivals[way], now)), 0);
        }
        arrivals[way] = next;
        return new Decision(0, law.remaining(next, now));
    }

    /// How many requests were not admitted.
    public long refused() {
        return refused.sum();
    }

    /// How many were admitted because there was no room to count them.
    public long full() {
        return full.sum();
    }
}
