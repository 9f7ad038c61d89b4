package tenfold.sql.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/// How many server connections all loops together may have. Touched when a connection opens or
/// closes, never by a query.
///
/// Each loop may go beyond its even share while others leave slots unused; a loop below its share
/// that finds none left is *starving*, and loops above theirs give one up at the next chance.
final class Budget {
    private final AtomicInteger used = new AtomicInteger();
    private final int loops;
    private volatile int max;
    private volatile int starving;

    Budget(int max, int loops) {
        this.max = max;
        this.loops = loops;
    }

    void resize(int newMax) {
        max = newMax;
    }

    boolean tryTake() {
        while (true) {
            int now = used.get();
            if (now >= max) {
                return false;
            }
            if (used.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    void giveBack() {
        used.decrementAndGet();
    }

    int used() {
        return used.get();
    }

    boolean isOver() {
        return used.get() > max;
    }

    /// The even share of one loop, at least one connection.
    int share() {
        return Math.max(1, max / loops);
    }

    /// Whether a loop with `open` connections has more than its even share, which is a fraction
    /// where there are fewer connections than loops: those then take turns.
    boolean isAboveShare(int open) {
        return (long) open * loops > max;
    }

    /// Bit set of loops that starve.
    boolean othersStarve(int loop) {
        return (starving & ~(1 << loop)) != 0;
    }

    synchronized void starves(int loop, boolean now) {
        starving = now ? starving | (1 << loop) : starving & ~(1 << loop);
    }
}
