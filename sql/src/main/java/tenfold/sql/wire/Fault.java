package tenfold.sql.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// One ErrorResponse: what a client or a server is told went wrong.
///
/// A server's ErrorResponse without a SQLSTATE is read as `XX000`, never refused.
public record Fault(String severity, String sqlState, String message, String hint) {
    /// An error that ends the connection.
    public static Fault fatal(String sqlState, String message) {
        return new Fault("FATAL", sqlState, message, "");
    }

    /// An error that ends the statement.
    public static Fault error(String sqlState, String message) {
        return new Fault("ERROR", sqlState, message, "");
    }

    public Fault withHint(String text) {
        return new Fault(severity, sqlState, message, text);
    }

    public Fault asFatal() {
        return new Fault("FATAL", sqlState, message, hint);
    }

    /// Reads the body of an ErrorResponse, moving `body`'s reader index to its end.
    public static Fault read(ByteBuf body) {
        Map<Character, String> fields = new TreeMap<>();
        while (body.isReadable()) {
            char field = (char) body.readByte();
            if (field == 0) {
                break;
            }
            int length = body.bytesBefore((byte) 0);
            if (length < 0) {
                break;
            }
            fields.put(field, body.readCharSequence(length, StandardCharsets.UTF_8).toString());
            body.skipBytes(1);
        }
        String severity = fields.getOrDefault('V', fields.getOrDefault('S', "ERROR"));
        return new Fault(
                severity,
                fields.getOrDefault('C', "XX000"),
                fields.getOrDefault('M', "the server gave no message"),
                fields.getOrDefault('H', ""));
    }

    /// Appends the whole message to `out`.
    public void write(ByteBuf out) {
        int start = Replies.begin(out, Tag.ERROR);
        field(out, 'S', severity);
        field(out, 'V', severity);
        field(out, 'C', sqlState);
        field(out, 'M', message);
        if (!hint.isEmpty()) {
            field(out, 'H', hint);
        }
        out.writeByte(0);
        Replies.end(out, start);
    }

    private static void field(ByteBuf out, char name, String value) {
        out.writeByte(name);
        Replies.string(out, value);
    }
}
