package tenfold.sql.logical;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import tenfold.sql.client.Endpoint;

/// What a move is given.
///
/// @param number tells one move from the next
/// @param source the database now, as a superuser; asked again when the server may have changed
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

    Route there() {
        return new Route(source.get(), target, "tenfold_move", "tenfold_move");
    }

    Route back() {
        return new Route(
                /* source= */ target, /* target= */ source.get(), "tenfold_back", "tenfold_back");
    }
}
