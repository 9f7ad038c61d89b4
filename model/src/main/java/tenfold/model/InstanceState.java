package tenfold.model;

/// Where an instance is in its life.
public enum InstanceState {
    /// Its process runs but has not yet answered its health check.
    STARTING,
    HEALTHY,
    /// It answered once and no longer does.
    UNHEALTHY,
    /// It ended or never became healthy, and waits before the next start.
    BACKOFF,
    /// It was told to end and has not yet.
    STOPPING,
    STOPPED
}
