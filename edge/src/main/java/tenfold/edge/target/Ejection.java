package tenfold.edge.target;

import tenfold.model.Outliers;

/// Whether a target is left out because its answers fail, whatever its health check says; pure.
///
/// So many failures in a row (no connection, no answer, or a status of 500 and above) eject it, for
/// twice as long each time it happens again; [Outliers] has the numbers. One good answer ends the
/// row; a good answer after an ejection makes the next one short again.
public record Ejection(int failures, int times, long untilNanos) {
    public static final Ejection NONE = new Ejection(0, 0, 0);

    private static final int DOUBLINGS_MAX = 8;

    public Ejection onFailure(long now, Outliers policy) {
        return failures + 1 < policy.failures()
                ? new Ejection(failures + 1, times, untilNanos)
                : eject(now, policy);
    }

    /// Leaves the target out from now on.
    public Ejection eject(long now, Outliers policy) {
        long longer = policy.ejection().toNanos() << Math.min(times, DOUBLINGS_MAX);
        long length = Math.min(policy.ejectionMax().toNanos(), longer);
        return new Ejection(0, times + 1, now + length);
    }

    public Ejection onSuccess(long now) {
        return isActive(now) ? this : NONE;
    }

    /// Nothing is held against the target.
    public boolean isClear() {
        return failures == 0 && times == 0;
    }

    public boolean isActive(long now) {
        return times > 0 && now - untilNanos < 0;
    }
}
