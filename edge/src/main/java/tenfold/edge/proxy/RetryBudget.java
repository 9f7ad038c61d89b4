package tenfold.edge.proxy;

/// How many requests may be sent a second time: one for every ten requests, and a small floor;
/// pure.
///
/// When everything fails, retries must not multiply the load. The budget holds at most a hundred
/// retries, starts full, and one a second comes back even without traffic.
final class RetryBudget {
    private static final double CAPACITY = 100;
    private static final double PER_REQUEST = 0.1;
    private static final double NANOS_PER_FREE_RETRY = 1e9;

    private double tokens = CAPACITY;
    private long since;

    RetryBudget(long now) {
        since = now;
    }

    void onRequest() {
        tokens = Math.min(CAPACITY, tokens + PER_REQUEST);
    }

    /// Whether a retry may be made; it is then accounted for.
    boolean take(long now) {
        tokens = Math.min(CAPACITY, tokens + (now - since) / NANOS_PER_FREE_RETRY);
        since = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
