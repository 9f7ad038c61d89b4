package tenfold.edge.proxy;

/// Finds peers that move bytes too slowly: in each window of time at least the minimum must have
/// moved; pure.
///
/// A window and not a sum, so that a peer cannot save up a fast beginning for a slow rest.
final class RateGuard {
    private final long windowNanos;
    private final long bytesMin;
    private long since;
    private long base;

    RateGuard(int bytesPerSecondMin, long windowNanos) {
        this.windowNanos = windowNanos;
        this.bytesMin = (long) (bytesPerSecondMin * (windowNanos / 1e9));
    }

    /// A new window begins: there is something to move from now on.
    void reset(long now, long moved) {
        since = now;
        base = moved;
    }

    /// Whether a window has passed in which less than the minimum moved; `moved` is a running
    /// total.
    boolean tooSlow(long now, long moved) {
        if (now - since < windowNanos) {
            return false;
        }
        boolean slow = moved - base < bytesMin;
        reset(now, moved);
        return slow;
    }
}
