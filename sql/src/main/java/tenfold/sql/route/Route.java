package tenfold.sql.route;

/// Where a statement goes: to the primary, to a [Replica], or nowhere yet.
public sealed interface Route permits Route.Primary, Route.Wait, Replica {
    Route PRIMARY = new Primary();

    /// The primary has to be asked for its position first.
    Route WAIT_FOR_PRIMARY = new Wait(true);

    /// No replica is known to have replayed far enough.
    Route WAIT_FOR_REPLICA = new Wait(false);

    record Primary() implements Route {}

    record Wait(boolean forPrimary) implements Route {}
}
