package tenfold.edge.cache.store;

import java.util.concurrent.atomic.AtomicLong;

/// The bytes of all bodies that are alive: stored, coming, or driven out but still being sent to a
/// slow client. What does not fit is not kept.
public final class Ledger {
    private volatile long bytesMax;
    private final AtomicLong used = new AtomicLong();

    public Ledger(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    public long used() {
        return used.get();
    }

    public void limit(long bytes) {
        bytesMax = bytes;
    }

    boolean take(long bytes) {
        if (used.addAndGet(bytes) > bytesMax) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }
}
