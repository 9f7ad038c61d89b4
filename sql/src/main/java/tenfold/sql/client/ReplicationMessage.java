package tenfold.sql.client;

import java.nio.ByteBuffer;

/// What a server sends while it replicates.
public sealed interface ReplicationMessage {
    /// A piece of the log, or of its decoded form; `data` is valid until the next message is read.
    record WalData(Lsn start, Lsn end, ByteBuffer data) implements ReplicationMessage {}

    /// How far the server's log reaches, and whether it wants a status now.
    record Keepalive(Lsn end, boolean statusWanted) implements ReplicationMessage {}
}
