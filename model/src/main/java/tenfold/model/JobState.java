package tenfold.model;

/// How far a job has come.
public enum JobState {
    RUNNING,
    SUCCEEDED,
    /// It ended badly, took too long, or was interrupted by the end of its node: it may have had
    /// any part of its effects, and is not tried again.
    FAILED
}
