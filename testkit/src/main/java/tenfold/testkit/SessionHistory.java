package tenfold.testkit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Registers whose values only rise, and sessions that read them: judges read-your-writes across
/// all sessions, and monotonic reads within each.
public final class SessionHistory {
    private static final int KEPT_MAX = 100;

    private final AtomicLongArray acknowledged;
    private final AtomicLong reads = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    public SessionHistory(int registers) {
        acknowledged = new AtomicLongArray(registers);
    }

    public int registers() {
        return acknowledged.length();
    }

    /// A write of this value was acknowledged to somebody.
    public void acknowledged(int register, long value) {
        acknowledged.accumulateAndGet(register, value, Math::max);
    }

    /// What a read that begins now must see at least.
    public long floor(int register) {
        return acknowledged.get(register);
    }

    public long reads() {
        return reads.get();
    }

    /// The first reads that were wrong, in words.
    public Queue<String> wrong() {
        return wrong;
    }

    /// One connection of the application.
    public final class Session {
        private final long[] seen = new long[acknowledged.length()];

        /// A read that began when [#floor] was `floor` has returned `value`.
        public void read(int register, long floor, long value) {
            reads.incrementAndGet();
            if (value < floor) {
                note("register %d was %d after %d was acknowledged", register, value, floor);
            }
            if (value < seen[register]) {
                note("register %d was %d after %d was read", register, value, seen[register]);
            }
            seen[register] = Math.max(seen[register], value);
        }

        private void note(String words, Object... facts) {
            if (wrong.size() < KEPT_MAX) {
                wrong.add(words.formatted(facts));
            }
        }
    }
}
