package tenfold.sql.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tenfold.base.Check;
import tenfold.sql.wire.Tag;

/// A COPY FROM STDIN that is going on. Pieces are gathered and sent in larger messages; closing it
/// before [#finish] makes the server drop all of it.
public final class CopyIn implements AutoCloseable {
    private static final int GATHER = 64 << 10;

    private final Connection connection;
    private final Messages messages;
    private final Duration patience;
    private final ByteBuffer gathered = ByteBuffer.allocate(GATHER + 5);
    private boolean over;

    CopyIn(Connection connection, Messages messages, Duration patience) {
        this.connection = connection;
        this.messages = messages;
        this.patience = patience;
        gathered.position(5);
    }

    /// Takes all of `piece`; where rows begin and end does not matter.
    public void write(ByteBuffer piece) throws IOException {
        Check.that(!over, "this copy is over");
        while (piece.hasRemaining()) {
            if (!gathered.hasRemaining()) {
                flush();
            }
            int count = Math.min(piece.remaining(), gathered.remaining());
            gathered.put(gathered.position(), piece, piece.position(), count);
            gathered.position(gathered.position() + count);
            piece.position(piece.position() + count);
        }
    }

    private void flush() throws IOException {
        int length = gathered.position();
        if (length > 5) {
            gathered.put(0, Tag.COPY_DATA).putInt(1, length - 1);
            connection.run(
                    patience,
                    () -> {
                        messages.sendRaw(gathered.array(), 0, length);
                        return true;
                    });
        }
        gathered.position(5);
    }

    /// Ends the copy and returns the number of rows.
    public long finish() throws IOException {
        flush();
        over = true;
        List<Result> results = new ArrayList<>();
        connection.run(
                patience,
                () -> {
                    messages.send(Tag.COPY_DONE);
                    connection.read(patience, results::add);
                    return true;
                });
        return results.getLast().affected();
    }

    @Override
    public void close() throws IOException {
        if (over || !connection.open()) {
            return;
        }
        over = true;
        try {
            connection.run(
                    patience,
                    () -> {
                        messages.send(Tag.COPY_FAIL, Connection.cString("given up"));
                        connection.read(patience, _ -> {});
                        return true;
                    });
        } catch (ServerError _) {
            // That it was given up is what the server says.
        }
    }
}
