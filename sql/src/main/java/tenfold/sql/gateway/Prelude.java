package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tenfold.sql.wire.Tag;

/// What a replica says ahead of the first result: held back, because if an error follows, the
/// primary may answer everything instead.
final class Prelude {
    /// More than this is shown.
    private static final int LENGTH_MAX = 1 << 16;

    private final BackendConnection server;
    private @Nullable ByteBuf held;
    private boolean over;

    Prelude(BackendConnection server) {
        this.server = server;
    }

    /// A message for the client has come.
    void on(byte tag) {
        switch (tag) {
            case Tag.PARSE_COMPLETE,
                    Tag.BIND_COMPLETE,
                    Tag.CLOSE_COMPLETE,
                    Tag.PARAMETER_DESCRIPTION,
                    Tag.ROW_DESCRIPTION,
                    Tag.NO_DATA,
                    Tag.NOTICE,
                    Tag.PARAMETER_STATUS -> {}
            default -> over = true;
        }
    }

    /// Whether what comes now is not to be shown yet.
    boolean isHeld() {
        ByteBuf buffer = held;
        return !over
                && !server.lender().isPrimary()
                && server.status == 'I'
                && (buffer == null || buffer.readableBytes() < LENGTH_MAX);
    }

    ByteBuf buffer(ClientConnection client) {
        ByteBuf buffer = held;
        if (buffer == null) {
            buffer = client.buffer();
            held = buffer;
        }
        return buffer;
    }

    /// Shows what was held.
    void release(ClientConnection client) {
        ByteBuf buffer = held;
        if (buffer != null) {
            held = null;
            client.write(buffer);
        }
    }

    /// The answer is over, shown or not.
    void clear() {
        over = false;
        ByteBuf buffer = held;
        if (buffer != null) {
            held = null;
            buffer.release();
        }
    }
}
