package tenfold.sql.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes messages; every method appends one whole message.
public final class Replies {
    private Replies() {}

    /// Opens a message and returns the mark that [#end] wants.
    public static int begin(ByteBuf out, byte tag) {
        out.writeByte(tag);
        int start = out.writerIndex();
        out.writeInt(0);
        return start;
    }

    public static void end(ByteBuf out, int start) {
        out.setInt(start, out.writerIndex() - start);
    }

    public static void string(ByteBuf out, String value) {
        ByteBufUtil.writeUtf8(out, value);
        out.writeByte(0);
    }

    /// A message that has no body.
    public static void bare(ByteBuf out, byte tag) {
        out.writeByte(tag);
        out.writeInt(4);
    }

    /// ReadyForQuery; `status` is 'I', 'T' or 'E'.
    public static void ready(ByteBuf out, byte status) {
        out.writeByte(Tag.READY);
        out.writeInt(5);
        out.writeByte(status);
    }

    public static void parameter(ByteBuf out, String name, String value) {
        int start = begin(out, Tag.PARAMETER_STATUS);
        string(out, name);
        string(out, value);
        end(out, start);
    }

    public static void commandComplete(ByteBuf out, String command) {
        int start = begin(out, Tag.COMMAND_COMPLETE);
        string(out, command);
        end(out, start);
    }

    /// AuthenticationSASL, ...Continue, ...Final or ...Ok, by `kind` 10, 11, 12, 0.
    public static void authentication(ByteBuf out, int kind, byte[] payload) {
        int start = begin(out, Tag.AUTHENTICATION);
        out.writeInt(kind);
        out.writeBytes(payload);
        end(out, start);
    }

    public static void backendKey(ByteBuf out, int pid, int key) {
        out.writeByte(Tag.BACKEND_KEY);
        out.writeInt(12);
        out.writeInt(pid);
        out.writeInt(key);
    }

    /// A Query of our own.
    public static void query(ByteBuf out, String sql) {
        int start = begin(out, Tag.QUERY);
        string(out, sql);
        end(out, start);
    }

    /// NegotiateProtocolVersion: the newest minor version spoken here is 3.0.
    public static void negotiate(ByteBuf out, List<String> unknownOptions) {
        int start = begin(out, Tag.NEGOTIATE);
        out.writeInt(3 << 16);
        out.writeInt(unknownOptions.size());
        unknownOptions.forEach(option -> string(out, option));
        end(out, start);
    }

    /// NotificationResponse.
    public static void notification(ByteBuf out, int pid, String channel, String payload) {
        int start = begin(out, Tag.NOTIFICATION);
        out.writeInt(pid);
        string(out, channel);
        string(out, payload);
        end(out, start);
    }

    /// NoticeResponse with severity WARNING.
    public static void warning(ByteBuf out, String sqlState, String message) {
        int start = begin(out, Tag.NOTICE);
        String[] fields = {"SWARNING", "VWARNING", "C" + sqlState, "M" + message};
        for (String field : fields) {
            string(out, field);
        }
        out.writeByte(0);
        end(out, start);
    }

    /// A StartupMessage; names and values alternate.
    public static void startup(ByteBuf out, List<String> namesAndValues) {
        int start = out.writerIndex();
        out.writeInt(0);
        out.writeInt(3 << 16);
        namesAndValues.forEach(each -> string(out, each));
        out.writeByte(0);
        end(out, start);
    }

    /// How many bytes stand before the next zero from `index` on; negative when none is before
    /// `limit`.
    public static int stringLength(ByteBuf in, int index, int limit) {
        return in.indexOf(index, limit, (byte) 0) - index;
    }

    public static String text(ByteBuf in, int index, int length) {
        return in.toString(index, length, StandardCharsets.UTF_8);
    }
}
