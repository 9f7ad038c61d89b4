package tenfold.model;

import java.time.Duration;
import tenfold.base.Check;

/// When a target is left out because its answers fail, whatever its health check says.
///
/// @param failures so many in a row (no connection, no answer, or a status of 500 and above) eject
/// @param ejection how long the first time; twice as long each time it happens again, up to
///   `ejectionMax`
/// @param ejectedPercentMax when more of the healthy targets than this would be out, the cause is
///   not theirs, and none is
/// @param deviations also ejects a target whose success rate over ten seconds is so many standard
///   deviations below the group's mean (of three targets or more, with 50 requests or more each); 0
///   is off
public record Outliers(
        int failures,
        Duration ejection,
        Duration ejectionMax,
        int ejectedPercentMax,
        double deviations) {
    public static final Outliers DEFAULT =
            new Outliers(5, Duration.ofSeconds(5), Duration.ofSeconds(60), 50, 0);

    public Outliers {
        Check.that(failures >= 1, "failures %d is below 1", failures);
        Check.that(ejection.isPositive(), "ejection %s is not positive", ejection);
        Check.that(
                ejectionMax.compareTo(ejection) >= 0,
                "ejectionMax %s is below ejection %s",
                ejectionMax,
                ejection);
        Check.that(
                ejectedPercentMax >= 0 && ejectedPercentMax <= 100,
                "ejectedPercentMax %d is not within 0 to 100",
                ejectedPercentMax);
        Check.that(deviations >= 0, "deviations %s is negative", deviations);
    }
}
