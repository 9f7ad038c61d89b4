package tenfold.control.release;

/// How far a deployment is.
public enum Phase {
    /// Waits until the deployment before it has ended.
    WAIT,
    /// The folder is copied, and built.
    BUILD,
    /// The command of `release.migrate` runs.
    MIGRATE,
    /// The new instances start, beside the old ones, and get no requests yet.
    START,
    /// The new instances get a part of the requests.
    CANARY,
    /// The new instances get all requests; the old ones still run, for a rollback at once.
    KEEP,
    /// The old instances finish what they have.
    RETIRE,
    /// Only the new version is there.
    DONE,
    /// The new instances finish what they have; the old ones get all requests.
    RETREAT,
    /// Only the old version is there.
    BACK;

    /// Nothing more happens.
    public boolean isEnd() {
        return this == DONE || this == BACK;
    }

    /// The new version has all requests.
    boolean isSwitched() {
        return this == KEEP || this == RETIRE || this == DONE;
    }

    /// Whether the new version's instances are there.
    boolean isStarted() {
        return this == START || this == CANARY || this == RETREAT || isSwitched();
    }
}
