package tenfold.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// How requests are spread over the targets of a group, and what one of them may have.
///
/// @param key what is hashed by [Method#HASH]; null with other methods
/// @param slowStart a target that has become healthy gets its share only after so long, and a
///   rising part of it before
/// @param panicPercent when fewer of the targets are healthy, those that answer badly are used too
/// @param concurrency null for no adaptive limit
/// @param drainMax how long a target that drains or is gone may finish what it has; then its
///   WebSockets are closed with 1001 and what else runs is cut off
public record Balancing(
        Method method,
        @Nullable HashKey key,
        Duration slowStart,
        int panicPercent,
        Outliers outliers,
        Circuit circuit,
        @Nullable Concurrency concurrency,
        Duration drainMax) {
    /// How one of several targets is chosen.
    public enum Method {
        /// Of two taken at random, the one with fewer requests outstanding.
        LEAST_OUTSTANDING,
        ROUND_ROBIN,
        /// The same key to the same target, but never more than a quarter above the mean to one.
        HASH
    }

    public static final Balancing DEFAULT =
            new Balancing(
                    Method.LEAST_OUTSTANDING,
                    null,
                    Duration.ZERO,
                    0,
                    Outliers.DEFAULT,
                    Circuit.DEFAULT,
                    null,
                    Duration.ofMinutes(5));

    public Balancing {
        Check.that((method == Method.HASH) == (key != null), "HASH needs a key, others have none");
        Check.that(!slowStart.isNegative(), "slowStart %s is negative", slowStart);
        Check.that(
                panicPercent >= 0 && panicPercent <= 100,
                "panicPercent %d is not within 0 to 100",
                panicPercent);
        Check.that(!drainMax.isNegative(), "drainMax %s is negative", drainMax);
    }
}
