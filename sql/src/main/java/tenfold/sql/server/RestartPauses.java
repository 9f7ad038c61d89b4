package tenfold.sql.server;

import java.time.Duration;
import java.time.Instant;

/// How long to wait before each restart: nothing after the first crash, then twice as long each
/// time up to [#PAUSE_MAX], and from the start again after [#CALM] without one.
record RestartPauses(int crashes, Instant last) {
    static final Duration PAUSE_FIRST = Duration.ofMillis(100);
    static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    static final Duration CALM = Duration.ofMinutes(2);
    static final RestartPauses NONE = new RestartPauses(0, Instant.EPOCH);

    RestartPauses afterCrash(Instant now) {
        boolean calm = now.isAfter(last.plus(CALM));
        return new RestartPauses(calm ? 1 : crashes + 1, now);
    }

    Duration pause() {
        if (crashes <= 1) {
            return Duration.ZERO;
        }
        Duration doubled = PAUSE_FIRST.multipliedBy(1L << Math.min(crashes - 2, 20));
        return doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
    }
}
