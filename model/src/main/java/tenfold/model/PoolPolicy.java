package tenfold.model;

import tenfold.base.Check;

/// The limits of the SQL gateway's pool.
public record PoolPolicy(PoolMode mode, int serverConnectionsMax, int clientsMax) {
    public PoolPolicy {
        Check.that(serverConnectionsMax >= 1, "serverConnectionsMax must be at least 1");
        Check.that(
                clientsMax >= serverConnectionsMax,
                "clientsMax %d is below serverConnectionsMax %d",
                clientsMax,
                serverConnectionsMax);
    }
}
