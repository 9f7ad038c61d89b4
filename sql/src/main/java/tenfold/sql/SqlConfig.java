package tenfold.sql;

import java.util.function.Function;
import tenfold.base.Check;
import tenfold.model.SecretRef;

/// What the SQL station is given at start.
///
/// @param loops event loops of the gateway
/// @param limits the gateway's limits
/// @param secrets reads a secret by name
/// @param servers who runs the servers of the image
public record SqlConfig(
        int loops, SqlLimits limits, Function<SecretRef, String> secrets, Servers servers) {
    public static final int LOOPS_MAX = 31;

    /// One for each four cores: PostgreSQL and its clients need the rest, and few loops do more
    /// work for each time they wake up.
    public static final int LOOPS =
            Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, LOOPS_MAX);

    public SqlConfig {
        Check.that(loops >= 1 && loops <= LOOPS_MAX, "loops %d is not within 1 to 31", loops);
    }

    public SqlConfig(Function<SecretRef, String> secrets, Servers servers) {
        this(LOOPS, SqlLimits.DEFAULT, secrets, servers);
    }
}
