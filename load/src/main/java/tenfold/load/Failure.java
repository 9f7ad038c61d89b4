package tenfold.load;

/// How often requests failed in one way, and what the first of them met.
public record Failure(FailureKind kind, long count, String example) {
    /// Both together, with the example of this one.
    Failure plus(Failure other) {
        return new Failure(kind, count + other.count, example);
    }
}
