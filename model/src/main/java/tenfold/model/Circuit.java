package tenfold.model;

import tenfold.base.Check;

/// What one target may have at most; a request that finds every target of its group at its limit
/// waits, and is answered 503 when too many wait already.
///
/// @param connectionsMax open connections to one target
/// @param outstandingMax requests that one target has not answered to the end
/// @param pendingMax requests that wait in the group for a target that may take them
public record Circuit(int connectionsMax, int outstandingMax, int pendingMax) {
    public static final Circuit DEFAULT = new Circuit(10_000, 10_000, 1_024);

    public Circuit {
        Check.that(connectionsMax >= 1, "connectionsMax %d is below 1", connectionsMax);
        Check.that(outstandingMax >= 1, "outstandingMax %d is below 1", outstandingMax);
        Check.that(pendingMax >= 0, "pendingMax %d is negative", pendingMax);
    }
}
