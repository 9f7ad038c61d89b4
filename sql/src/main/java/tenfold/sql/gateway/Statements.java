package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.sql.wire.Replies;

/// One client's names for prepared statements.
final class Statements {
    private final Map<String, Prepared> named = new HashMap<>();
    private @Nullable Prepared unnamed;
    private byte[] lastName = new byte[0];
    private @Nullable Prepared last;

    @Nullable Prepared get(String name) {
        return name.isEmpty() ? unnamed : named.get(name);
    }

    /// The text of a statement, null when there is none of that name.
    byte @Nullable [] text(String name) {
        Prepared found = get(name);
        return found == null ? null : found.text();
    }

    /// The statement whose name stands in `in`; a name used twice in a row costs no allocation.
    @Nullable Prepared get(ByteBuf in, int at, int length) {
        if (length == 0) {
            return unnamed;
        }
        if (last != null && isLast(in, at, length)) {
            return last;
        }
        Prepared found = named.get(Replies.text(in, at, length));
        if (found != null) {
            lastName = new byte[length];
            in.getBytes(at, lastName);
            last = found;
        }
        return found;
    }

    private boolean isLast(ByteBuf in, int at, int length) {
        if (length != lastName.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (in.getByte(at + i) != lastName[i]) {
                return false;
            }
        }
        return true;
    }

    void put(String name, Prepared statement) {
        last = null;
        if (name.isEmpty()) {
            unnamed = statement;
        } else {
            named.put(name, statement);
        }
    }

    /// Removes a name if it still means `statement`.
    void remove(String name, Prepared statement) {
        last = null;
        if (name.isEmpty()) {
            unnamed = unnamed == statement ? null : unnamed;
        } else {
            named.remove(name, statement);
        }
    }

    void remove(String name) {
        last = null;
        named.remove(name);
    }

    void dropUnnamed() {
        unnamed = null;
    }

    int size() {
        return named.size();
    }

    void clear() {
        last = null;
        named.clear();
        unnamed = null;
    }

    static String latin(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
