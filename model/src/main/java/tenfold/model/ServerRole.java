package tenfold.model;

/// What a PostgreSQL server of a cluster is for.
public enum ServerRole {
    /// The primary, or a standby that may become it and that commits wait for.
    MEMBER,
    /// Serves reads only; never promoted, never waited for.
    REPLICA
}
