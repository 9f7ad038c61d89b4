package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import tenfold.sql.wire.Replies;

/// What a client knows as its server's process id and cancel key: both are random, and mean nothing
/// to the server.
record VirtualKey(int pid, int key) {
    /// Writes all that follows a login.
    void greet(ByteBuf out, Parameters parameters) {
        Replies.authentication(out, 0, new byte[0]);
        parameters.values().forEach((name, value) -> Replies.parameter(out, name, value));
        Replies.backendKey(out, pid, key);
        Replies.ready(out, (byte) 'I');
    }
}
