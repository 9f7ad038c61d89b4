package tenfold.control.release;

import java.time.Duration;
import java.util.Locale;

/// Compares a new version with the old one by what both did in the same while; pure.
///
/// **Errors.** Both versions' shares of failed requests are compared by the one-sided
/// two-proportion z-test with the pooled share. The new version is worse when it has at least
/// [#FAILURES_MIN] failures, its share is above the old one's by more than [#SHARE_TOLERANCE], and
/// z is above [#Z_MAX] (one in ten thousand good versions is that unlucky). This is looked at from
/// the first request on: a broken version goes at once.
///
/// **Latency.** With [#REQUESTS_MIN] requests of each, the new version is worse when its p95 is
/// more than half as long again and [#SLOWER_MICROS_MIN] longer. A p95 is the mean over one-second
/// intervals, weighted by requests.
///
/// **Enough.** A step is over when it was watched for its time and the new version had
/// [#REQUESTS_MIN] requests; where there is little traffic, after [#PATIENCE], with what was seen.
/// Answers of 400 to 499 do not count: they are the clients' as much as the version's.
sealed interface Judgement {
    long REQUESTS_MIN = 30;
    long FAILURES_MIN = 3;
    double SHARE_TOLERANCE = 0.005;
    double Z_MAX = 3.72;
    double SLOWER_FACTOR = 1.5;
    long SLOWER_MICROS_MIN = 20_000;
    Duration PATIENCE = Duration.ofSeconds(60);

    /// Nothing speaks against the new version.
    record Good(String words) implements Judgement {}

    record Worse(String reason) implements Judgement {}

    /// Too little was seen yet.
    record Unknown(String words) implements Judgement {}

    static Judgement of(Sample old, Sample fresh, Duration watched, Duration watchMin) {
        if (failsMore(old, fresh)) {
            return new Worse(
                    text(
                            "%d of %d requests failed with the new version, %d of %d with the old",
                            fresh.failures(), fresh.requests(), old.failures(), old.requests()));
        }
        boolean enough = fresh.timed() >= REQUESTS_MIN && old.timed() >= REQUESTS_MIN;
        if (enough && isSlower(old, fresh)) {
            return new Worse(
                    text(
                            "the new version's p95 is %.1f ms, the old one's %.1f ms",
                            fresh.p95Micros() / 1000, old.p95Micros() / 1000));
        }
        String words =
                text(
                        "%d requests, %d failed, p95 %.1f ms; old: %d, %d, %.1f ms",
                        fresh.requests(),
                        fresh.failures(),
                        fresh.p95Micros() / 1000,
                        old.requests(),
                        old.failures(),
                        old.p95Micros() / 1000);
        boolean over = watched.compareTo(watchMin) >= 0 && fresh.requests() >= REQUESTS_MIN;
        boolean patient = watched.compareTo(PATIENCE) < 0 || watched.compareTo(watchMin) < 0;
        return over || !patient ? new Good(words) : new Unknown(words);
    }

    private static boolean failsMore(Sample old, Sample fresh) {
        if (fresh.failures() < FAILURES_MIN) {
            return false;
        }
        double more = fresh.failureShare() - old.failureShare();
        return more > SHARE_TOLERANCE && z(old, fresh, more) > Z_MAX;
    }

    /// With nothing of the old version to compare with, it counts as never failing.
    private static double z(Sample old, Sample fresh, double more) {
        double oldRequests = Math.max(old.requests(), 1);
        double pooled = (old.failures() + fresh.failures()) / (oldRequests + fresh.requests());
        double variance = pooled * (1 - pooled) * (1 / oldRequests + 1.0 / fresh.requests());
        return variance <= 0 ? Double.MAX_VALUE : more / Math.sqrt(variance);
    }

    private static boolean isSlower(Sample old, Sample fresh) {
        return fresh.p95Micros() > SLOWER_FACTOR * old.p95Micros()
                && fresh.p95Micros() > old.p95Micros() + SLOWER_MICROS_MIN;
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
