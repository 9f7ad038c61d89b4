package tenfold.sql.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// The server refused or gave up a statement; unless it says FATAL the connection goes on.
public final class ServerError extends IOException {
    private static final long serialVersionUID = 1L;

    private final String severity;
    private final String sqlState;
    private final String text;
    private final String detail;

    ServerError(String severity, String sqlState, String text, String detail) {
        super(sqlState + ": " + text + (detail.isEmpty() ? "" : " (" + detail + ")"));
        this.severity = severity;
        this.sqlState = sqlState;
        this.text = text;
        this.detail = detail;
    }

    static ServerError read(ByteBuffer body) {
        Map<Character, String> fields = new TreeMap<>();
        while (body.hasRemaining()) {
            char field = (char) body.get();
            if (field == 0) {
                break;
            }
            fields.put(field, Bytes.string(body));
        }
        return new ServerError(
                fields.getOrDefault('V', fields.getOrDefault('S', "ERROR")),
                fields.getOrDefault('C', "XX000"),
                fields.getOrDefault('M', "the server gave no message"),
                fields.getOrDefault('D', ""));
    }

    public String sqlState() {
        return sqlState;
    }

    /// The server's words alone.
    public String text() {
        return text;
    }

    public String detail() {
        return detail;
    }

    /// Whether the server ended the connection with it.
    public boolean fatal() {
        return severity.equals("FATAL") || severity.equals("PANIC");
    }
}
