package tenfold.sql.logical;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import tenfold.sql.client.Endpoint;

/// What a move is given.
///
/// @param number tells one move from the next
/// @param source the database now, as a superuser; asked again when the server may have changed,
///   and again later when it throws
/// @param target as the role that owns the database there
/// @param record where it keeps how far it is
/// @param drainTime how long running transactions may take at the switch
/// @param switchTime how long clients may be held in all before the switch is given up
public record MoveConfig(
        long number,
        Supplier<Endpoint> source,
        Endpoint target,
        Path record,
        Tier tier,
        Duration drainTime,
        Duration switchTime) {
    public static final Duration DRAIN_TIME = Duration.ofSeconds(2);
    public static final Duration SWITCH_TIME = Duration.ofSeconds(8);

    public MoveConfig(
            long number, Supplier<Endpoint> source, Endpoint target, Path record, Tier tier) {
        this(number, source, target, record, tier, DRAIN_TIME, SWITCH_TIME);
    }

    /// Throws while there is no source to go to.
    Endpoint from() throws IOException {
        try {
            return source.get();
        } catch (RuntimeException e) {
            throw new IOException("the primary cannot be reached yet: " + e.getMessage(), e);
        }
    }

    Route there() throws IOException {
        return new Route(from(), target, "tenfold_move", "tenfold_move");
    }

    Route back() throws IOException {
        return new Route(
                /* source= */ target, /* target= */ from(), "tenfold_back", "tenfold_back");
    }
}
