package tenfold.cli.client;

/// Control does not answer: it was never started, has ended, or is too busy.
public final class ControlUnreachable extends Exception {
    private static final long serialVersionUID = 1;

    ControlUnreachable(String message) {
        super(message);
    }
}
