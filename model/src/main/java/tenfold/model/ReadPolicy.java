package tenfold.model;

import java.time.Duration;
import tenfold.base.Check;

/// Which reads may go to standbys and replicas.
///
/// @param spread whether autocommit reads leave the primary at all
/// @param waitMax how long a read waits for a server that has replayed what it must see, before it
///   goes to the primary
/// @param lagMax a server further behind than this takes no reads
public record ReadPolicy(boolean spread, Duration waitMax, Duration lagMax) {
    public static final ReadPolicy DEFAULT =
            new ReadPolicy(true, Duration.ofMillis(5), Duration.ofSeconds(10));

    public ReadPolicy {
        Check.that(!waitMax.isNegative(), "waitMax must not be negative");
        Check.that(lagMax.isPositive(), "lagMax must be positive");
    }
}
