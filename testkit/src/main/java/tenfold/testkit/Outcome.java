package tenfold.testkit;

/// What a client was told about a write.
public enum Outcome {
    /// It was told "done".
    ACKED,
    /// It was told "not done": the write must never show.
    FAILED,
    /// It was told nothing, or that nobody knows: both are allowed.
    UNKNOWN
}
