package tenfold.edge.target;

/// Whether a target is left out because its answers fail, whatever its health check says; pure.
///
/// Five failures in a row (no connection, no answer, or a status of 500 and above) eject it for
/// five seconds, and for twice as long each time it happens again, up to a minute. One good answer
/// ends the row; a good answer after an ejection makes the next one short again.
public record Ejection(int failures, int times, long untilNanos) {
    public static final Ejection NONE = new Ejection(0, 0, 0);

    private static final int FAILURES_MAX = 5;
    private static final long SHORTEST_NANOS = 5_000_000_000L;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    public Ejection onFailure(long now) {
        if (failures + 1 < FAILURES_MAX) {
            return new Ejection(failures + 1, times, untilNanos);
        }
        long length = Math.min(LONGEST_NANOS, SHORTEST_NANOS << Math.min(times, 8));
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
