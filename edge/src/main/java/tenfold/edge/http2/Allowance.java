package tenfold.edge.http2;

/// How much of something a peer may do that costs us more than it: a bucket that fills with time
/// and with honest work, and is taken from by each such thing; pure.
public final class Allowance {
    private static final double NANOS_PER_SECOND = 1e9;

    private final int most;
    private final int perSecond;
    private double left;
    private long since;

    public Allowance(int most, int perSecond, long now) {
        this.most = most;
        this.perSecond = perSecond;
        left = most;
        since = now;
    }

    /// Takes one; false when nothing is left.
    public boolean take(long now) {
        if (now > since) {
            left = Math.min(most, left + perSecond * ((now - since) / NANOS_PER_SECOND));
            since = now;
        }
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /// The peer has done something that is worth so many.
    public void earn(int more) {
        left = Math.min(most, left + more);
    }
}
