package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;

/// A query of the gateway itself: its first row as text, or its error.
final class Ask {
    private final Consumer<Ask> then;
    private final List<@Nullable String> row = new ArrayList<>();
    private @Nullable Fault fault;

    Ask(Consumer<Ask> then) {
        this.then = then;
    }

    @Nullable Fault fault() {
        return fault;
    }

    List<@Nullable String> row() {
        return row;
    }

    void failed(Fault why) {
        fault = why;
    }

    void done() {
        then.accept(this);
    }

    /// Has the same answer as `other`.
    void answeredAs(Ask other) {
        row.addAll(other.row);
        fault = other.fault;
        done();
    }

    /// Takes the body of a DataRow; rows after the first are dropped.
    void row(ByteBuf body) {
        if (!row.isEmpty()) {
            return;
        }
        int columns = body.readUnsignedShort();
        for (int i = 0; i < columns; i++) {
            int length = body.readInt();
            if (length < 0) {
                row.add(null);
            } else {
                row.add(Replies.text(body, body.readerIndex(), length));
                body.skipBytes(length);
            }
        }
    }
}
