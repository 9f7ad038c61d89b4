package tenfold.cli;

/// Exit codes, the same for every command.
public final class Exit {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;

    /// A guard refused: what was asked for would do harm.
    public static final int REFUSED = 3;

    /// It was tried, did not succeed, and everything is as it was before.
    public static final int ROLLED_BACK = 4;

    private Exit() {}
}
