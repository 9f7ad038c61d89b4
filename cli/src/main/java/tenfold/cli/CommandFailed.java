package tenfold.cli;

/// A command could not do what was asked: the cause, the next step, and the exit code.
final class CommandFailed extends Exception {
    private static final long serialVersionUID = 1;
    private final int exit;
    private final String code;
    private final String next;

    CommandFailed(int exit, String code, String message, String next) {
        super(message);
        this.exit = exit;
        this.code = code;
        this.next = next;
    }

    CommandFailed(String message, String next) {
        this(Exit.FAILED, "", message, next);
    }

    int exit() {
        return exit;
    }

    /// Control's stable code, or nothing.
    String code() {
        return code;
    }

    String next() {
        return next;
    }
}
