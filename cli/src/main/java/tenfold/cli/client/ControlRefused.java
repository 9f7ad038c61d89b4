package tenfold.cli.client;

/// Control answered with an error: a stable code, what is wrong, and what to do next.
public final class ControlRefused extends Exception {
    private static final long serialVersionUID = 1;
    private final String code;
    private final String next;

    ControlRefused(String code, String message, String next) {
        super(message);
        this.code = code;
        this.next = next;
    }

    public String code() {
        return code;
    }

    public String next() {
        return next;
    }
}
