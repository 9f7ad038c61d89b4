package tenfold.model;

/// Where a PostgreSQL server is in its life.
public enum ServerState {
    PREPARING,
    STARTING,
    RUNNING,
    /// It ended unasked and is being restarted; clients are held.
    RECOVERING,
    FAILED,
    STOPPED
}
