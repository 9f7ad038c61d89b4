package tenfold.platform.up;

/// Why `up` does not go on: the cause, the next thing to do, and the exit code.
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    /// It was tried and failed.
    static final int FAILED = 1;

    /// It was not tried, because a guard forbids it.
    static final int GUARDED = 3;

    private final int exitCode;
    private final String next;

    Refusal(int exitCode, String message, String next) {
        super(message);
        this.exitCode = exitCode;
        this.next = next;
    }

    int exitCode() {
        return exitCode;
    }

    String next() {
        return next;
    }
}
