package tenfold.sql.server;

import java.io.IOException;

/// The server cannot run until somebody changes something; the message says what.
public final class PostgresException extends IOException {
    private static final long serialVersionUID = 1;

    PostgresException(String message) {
        super(message);
    }

    PostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
