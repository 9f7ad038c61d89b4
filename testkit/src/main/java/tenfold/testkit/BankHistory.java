package tenfold.testkit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Snapshots of a bank in which money only moves between accounts: no snapshot shows another sum,
/// or an account below zero.
public final class BankHistory {
    private static final int KEPT_MAX = 100;

    private final long sum;
    private final AtomicLong snapshots = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    public BankHistory(long sum) {
        this.sum = sum;
    }

    /// One statement has read all accounts.
    public void saw(long total, long lowest) {
        snapshots.incrementAndGet();
        if ((total != sum || lowest < 0) && wrong.size() < KEPT_MAX) {
            wrong.add("the sum is %d instead of %d, the least %d".formatted(total, sum, lowest));
        }
    }

    public long snapshots() {
        return snapshots.get();
    }

    /// The first snapshots that were wrong, in words.
    public Queue<String> wrong() {
        return wrong;
    }
}
