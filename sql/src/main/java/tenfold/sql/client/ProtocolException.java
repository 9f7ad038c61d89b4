package tenfold.sql.client;

import java.io.IOException;

/// The server sent what the protocol does not allow, or more than a limit; the connection is
/// closed.
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
