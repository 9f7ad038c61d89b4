package tenfold.cli.client;

/// Control answered with an error: a stable code, what is wrong, and what to do next.
public final class ControlRefused extends Exception {
    private static final long serialVersionUID = 1;
    private static final int CONFLICT = 409;
    private final int status;
    private final String code;
    private final String next;

    ControlRefused(int status, String code, String message, String next) {
        super(message);
        this.status = status;
        this.code = code;
        this.next = next;
    }

    /// Whether what was asked for is understood, and something speaks against it.
    public boolean byGuard() {
        return status == CONFLICT;
    }

    public String code() {
        return code;
    }

    public String next() {
        return next;
    }
}
