package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Moves one client's bytes to its server: what the server may have as it came goes as slices of
/// what was read, in runs as long as possible.
final class Relay {
    private final ClientConnection client;
    private int runStart;
    private long bodyLeft;
    private boolean bodyDropped;

    Relay(ClientConnection client) {
        this.client = client;
    }

    /// Whether the server has part of a message and waits for the rest.
    boolean isInsideMessage() {
        return bodyLeft > 0 && !bodyDropped;
    }

    /// Whether the next bytes belong to a message that has begun.
    boolean hasBody() {
        return bodyLeft > 0;
    }

    /// The server is gone: what it has of a message comes again, or its rest goes nowhere.
    void forgetServer(boolean again) {
        if (again) {
            bodyLeft = 0;
        } else {
            bodyDropped = true;
        }
    }

    /// New bytes have come; none of them is passed on yet.
    void begin(ByteBuf in) {
        runStart = in.readerIndex();
    }

    /// Moves on in the body of a message; false when its end has not come yet.
    boolean body(ByteBuf in) {
        int at = in.readerIndex();
        int n = (int) Math.min(bodyLeft, in.readableBytes());
        in.skipBytes(n);
        bodyLeft -= n;
        if (bodyDropped) {
            passRun(in, at);
            runStart = at + n;
        }
        return bodyLeft == 0;
    }

    /// The run that is not passed on yet starts at `index`.
    void skipTo(int index) {
        runStart = index;
    }

    /// Lets the message follow the run of bytes that the server gets unchanged.
    void take(ByteBuf in, int at, int length) {
        int end = (int) Math.min(at + 1L + length, in.writerIndex());
        in.readerIndex(end);
        bodyLeft = at + 1L + length - end;
        bodyDropped = false;
    }

    /// Leaves the message out.
    void drop(ByteBuf in, int at, int length) {
        passRun(in, at);
        take(in, at, length);
        bodyDropped = true;
        runStart = in.readerIndex();
    }

    /// Passes the message on, expecting `entry` as its answer, unless the server will skip it.
    void pass(
            ByteBuf in,
            BackendConnection server,
            int at,
            int length,
            int entry,
            @Nullable Object subject) {
        if (server.replies.add(entry, subject)) {
            take(in, at, length);
        } else {
            drop(in, at, length);
        }
    }

    /// Hands the run up to `to` to the server.
    void passRun(ByteBuf in, int to) {
        BackendConnection server = client.backend();
        if (to > runStart && server != null) {
            server.pass(in, runStart, to - runStart);
        }
        runStart = Math.max(to, runStart);
    }
}
