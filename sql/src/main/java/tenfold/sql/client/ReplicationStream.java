package tenfold.sql.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tenfold.sql.wire.Tag;

/// A START_REPLICATION that is going on. One thread may receive while another sends the status.
public final class ReplicationStream implements AutoCloseable {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Connection connection;
    private final Messages messages;
    private final Duration silence;

    ReplicationStream(Connection connection, Messages messages, Duration silence) {
        this.connection = connection;
        this.messages = messages;
        this.silence = silence;
    }

    /// Waits for the next message; null when the server ends the stream.
    public @Nullable ReplicationMessage receive() throws IOException {
        return connection.run(
                silence,
                () -> {
                    while (true) {
                        byte tag = messages.next();
                        ByteBuffer body = messages.body();
                        switch (tag) {
                            case Tag.COPY_DATA -> {
                                return read(body);
                            }
                            case Tag.COPY_DONE -> {
                                return null;
                            }
                            case Tag.ERROR -> {
                                ServerError error = ServerError.read(body);
                                connection.close();
                                throw error;
                            }
                            default -> connection.aside(tag, body);
                        }
                    }
                });
    }

    /// Whether the next message has begun to arrive: [#receive] will hardly wait.
    public boolean more() {
        return messages.more();
    }

    private static ReplicationMessage read(ByteBuffer body) throws ProtocolException {
        byte kind = body.get();
        return switch (kind) {
            case 'w' -> {
                var start = new Lsn(body.getLong());
                var end = new Lsn(body.getLong());
                body.getLong(); // the server's clock
                yield new ReplicationMessage.WalData(start, end, body.slice());
            }
            case 'k' -> {
                var end = new Lsn(body.getLong());
                body.getLong();
                yield new ReplicationMessage.Keepalive(end, body.get() != 0);
            }
            default -> throw new ProtocolException("replication message of kind " + (char) kind);
        };
    }

    /// Tells the server up to where all is written, flushed and applied here: it may forget the log
    /// before `flushed`. Has no time limit of its own: these few bytes wait only when the server
    /// takes nothing at all, and then [#receive] is cut.
    public void status(Lsn written, Lsn flushed, Lsn applied) throws IOException {
        status(written, flushed, applied, false);
    }

    /// The same, and asks for a [ReplicationMessage.Keepalive] at once when `answerWanted`.
    public void status(Lsn written, Lsn flushed, Lsn applied, boolean answerWanted)
            throws IOException {
        byte[] status =
                ByteBuffer.allocate(34)
                        .put((byte) 'r')
                        .putLong(written.value())
                        .putLong(flushed.value())
                        .putLong(applied.value())
                        .putLong(ChronoUnit.MICROS.between(EPOCH, Instant.now()))
                        .put((byte) (answerWanted ? 1 : 0))
                        .array();
        messages.send(Tag.COPY_DATA, status);
    }

    /// Ends it with its connection.
    @Override
    public void close() {
        connection.close();
    }
}
