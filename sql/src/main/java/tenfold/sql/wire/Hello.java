package tenfold.sql.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The untagged packet with which a connection begins.
public sealed interface Hello {
    /// The longest that PostgreSQL itself accepts.
    int LENGTH_MAX = 10_000;

    int PARAMETERS_MAX = 128;

    record Tls() implements Hello {}

    record Gss() implements Hello {}

    record Cancel(int pid, int key) implements Hello {}

    /// A login. `unknownOptions` are `_pq_.` names, which a server lists when it negotiates.
    record Startup(int minor, Map<String, String> parameters, List<String> unknownOptions)
            implements Hello {}

    /// Reads one packet, or returns null while it is incomplete. The length is judged before
    /// anything waits for that many bytes.
    static @Nullable Hello read(ByteBuf in) {
        if (in.readableBytes() < 4) {
            return null;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 8 || length > LENGTH_MAX) {
            throw new WireException("invalid length of startup packet");
        }
        if (in.readableBytes() < length) {
            return null;
        }
        ByteBuf packet = in.readSlice(length).skipBytes(4);
        int code = packet.readInt();
        return switch (code) {
            case 80877103 -> new Tls();
            case 80877104 -> new Gss();
            case 80877102 -> cancel(packet);
            default -> startup(packet, code);
        };
    }

    private static Hello cancel(ByteBuf packet) {
        if (packet.readableBytes() != 8) {
            throw new WireException("invalid length of cancel request");
        }
        return new Cancel(packet.readInt(), packet.readInt());
    }

    private static Hello startup(ByteBuf packet, int code) {
        if (code >>> 16 != 3) {
            throw new WireException(
                    Fault.fatal(
                            "0A000",
                            "unsupported frontend protocol "
                                    + (code >>> 16)
                                    + "."
                                    + (code & 0xffff)
                                    + ": server supports 3.0 to 3.0"));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String name = string(packet); !name.isEmpty(); name = string(packet)) {
            String value = string(packet);
            if (name.startsWith("_pq_.")) {
                unknown.add(name);
            } else {
                parameters.put(name, value);
            }
            if (parameters.size() + unknown.size() > PARAMETERS_MAX) {
                throw new WireException("too many startup parameters");
            }
        }
        if (packet.isReadable()) {
            throw new WireException("invalid startup packet layout: expected terminator");
        }
        return new Startup(code & 0xffff, parameters, unknown);
    }

    private static String string(ByteBuf packet) {
        int length = packet.bytesBefore((byte) 0);
        if (length < 0) {
            throw new WireException("invalid startup packet layout: unterminated string");
        }
        String value = Replies.text(packet, packet.readerIndex(), length);
        packet.skipBytes(length + 1);
        return value;
    }
}
