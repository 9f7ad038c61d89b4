package tenfold.sql.logical;

import java.io.IOException;

/// The copy cannot follow any more, and trying again would not help.
final class ReplayException extends IOException {
    private static final long serialVersionUID = 1L;

    ReplayException(String message) {
        super(message);
    }

    ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
