package tenfold.sql.cluster;

import java.time.Duration;

/// How long to wait before each restart of a server: nothing after the first crash, then twice as
/// long each time up to [#PAUSE_MAX], and from the start again after [#CALM] without one. Moments
/// are in nanoseconds.
record Pauses(int crashes, long last) {
    static final Duration PAUSE_FIRST = Duration.ofMillis(100);
    static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    static final Duration CALM = Duration.ofMinutes(2);
    static final Pauses NONE = new Pauses(0, 0);

    Pauses afterCrash(long now) {
        boolean calm = crashes == 0 || now - last > CALM.toNanos();
        return new Pauses(calm ? 1 : crashes + 1, now);
    }

    Duration pause() {
        if (crashes <= 1) {
            return Duration.ZERO;
        }
        Duration doubled = PAUSE_FIRST.multipliedBy(1L << Math.min(crashes - 2, 20));
        return doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
    }
}
