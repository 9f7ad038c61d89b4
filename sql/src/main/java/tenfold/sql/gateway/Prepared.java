package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tenfold.sql.parse.Hint;
import tenfold.sql.parse.Plan;
import tenfold.sql.text.Script;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;

/// A prepared statement as every client of one pool shares it: the rest of a Parse message after
/// the name (text, parameter types), and the name under which servers know it.
final class Prepared {
    private final byte[] name;
    private final byte[] body;
    private final Script script;
    private @Nullable Text planned;

    /// What its text does.
    record Text(Plan plan, Hint hint) {}

    /// `number` below zero makes the unnamed statement.
    Prepared(long number, byte[] body, Script script) {
        this.name =
                number < 0
                        ? new byte[0]
                        : ("tenfold." + number).getBytes(StandardCharsets.US_ASCII);
        this.body = body;
        this.script = script;
    }

    byte[] name() {
        return name;
    }

    Script script() {
        return script;
    }

    int length() {
        return body.length;
    }

    boolean hasBody(byte[] bytes, int length) {
        return Arrays.equals(body, 0, body.length, bytes, 0, length);
    }

    /// The query's text.
    byte[] text() {
        int end = 0;
        while (end < body.length && body[end] != 0) {
            end++;
        }
        return Arrays.copyOf(body, end);
    }

    /// What it does, by the plans of its loop.
    Text text(Loop loop) {
        Text known = planned;
        if (known == null) {
            byte[] text = text();
            known = new Text(loop.plan(text, text.length, true), loop.hint());
            planned = known;
        }
        return known;
    }

    void writeParse(ByteBuf out) {
        int start = Replies.begin(out, Tag.PARSE);
        out.writeBytes(name).writeByte(0).writeBytes(body);
        Replies.end(out, start);
    }

    void writeClose(ByteBuf out) {
        int start = Replies.begin(out, Tag.CLOSE);
        out.writeByte('S').writeBytes(name).writeByte(0);
        Replies.end(out, start);
    }
}
