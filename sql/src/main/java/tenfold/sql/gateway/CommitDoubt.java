package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Tag;

/// Keeps a commit that only this server has from being reported as success. Pure.
///
/// A commit that stops waiting for its standbys is answered by PostgreSQL with a warning, then as
/// if nothing had happened. Here the client gets an error of unknown outcome in place of the
/// answer, and nothing more until the ReadyForQuery.
final class CommitDoubt {
    static final Fault FAULT =
            Fault.error(
                            "08007",
                            "the transaction is committed on this server, but its standbys may not have it; whether it will last is unknown")
                    .withHint("Read what it has written before running it again.");

    /// The function in PostgreSQL that warns; unlike the warning's words it is never translated.
    private static final byte[] ROUTINE =
            "RSyncRepWaitForLSN\0".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        NONE,
        WARNED,
        TOLD
    }

    private State state = State.NONE;

    boolean isNone() {
        return state == State.NONE;
    }

    /// A NoticeResponse whose fields stand from `from` to `to`.
    void notice(ByteBuf in, int from, int to) {
        for (int at = to - ROUTINE.length; at >= from; at--) {
            if (isRoutine(in, at)) {
                state = State.WARNED;
                return;
            }
        }
    }

    private static boolean isRoutine(ByteBuf in, int at) {
        for (int i = 0; i < ROUTINE.length; i++) {
            if (in.getByte(at + i) != ROUTINE[i]) {
                return false;
            }
        }
        return true;
    }

    /// The fate of a message that the client would get, other than ReadyForQuery.
    int judge(byte tag) {
        if (state == State.WARNED && tag == Tag.COMMAND_COMPLETE) {
            state = State.TOLD;
            return ReplyQueue.REPLACE;
        }
        return state == State.TOLD ? ReplyQueue.SWALLOW : ReplyQueue.FORWARD;
    }

    /// The command is over; true when the client has not been told yet.
    boolean ends() {
        boolean untold = state == State.WARNED;
        state = State.NONE;
        return untold;
    }
}
