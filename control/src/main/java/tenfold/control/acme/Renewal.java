package tenfold.control.acme;

import java.time.Duration;
import java.time.Instant;

/// When to order; pure. `jitter`, from 0 to 1, keeps many installations from asking at once.
final class Renewal {
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LAST_PAUSE = Duration.ofHours(6);

    private Renewal() {}

    /// When two thirds of its life are over, up to a tenth of its life earlier: of ninety days
    /// there are thirty left, or up to nine more.
    static Instant due(Instant notBefore, Instant notAfter, double jitter) {
        Duration life = Duration.between(notBefore, notAfter);
        long early = (long) (life.toSeconds() / 10.0 * jitter);
        return notBefore.plusSeconds(life.toSeconds() * 2 / 3 - early);
    }

    /// The pause after so many failures in a row: it doubles, up to six hours, and is up to a half
    /// longer.
    static Duration pause(int failures, double jitter) {
        long doubled = FIRST_PAUSE.toSeconds() << Math.min(failures - 1, 20);
        long seconds = Math.min(doubled, LAST_PAUSE.toSeconds());
        return Duration.ofSeconds(seconds + (long) (seconds / 2.0 * jitter));
    }
}
