package tenfold.model;

/// Whether the loss of the primary loses nothing that was acknowledged.
public enum Protection {
    /// There is one server and nobody asked for more.
    NONE_WANTED,
    /// Every acknowledged write is on a standby's disk too.
    PROTECTED,
    /// Durability is `STRICT` and no standby is there: writes wait.
    WRITES_WAIT,
    /// Durability is `AVAILABLE` and no standby is there: a failover could lose writes and is
    /// refused.
    UNPROTECTED
}
