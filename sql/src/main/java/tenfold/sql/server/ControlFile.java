package tenfold.sql.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// PostgreSQL's own note of where it stands, `global/pg_control` (`ControlFileData` in
/// `catalog/pg_control.h`, the same since PostgreSQL 13 as far as it is read here).
record ControlFile(long systemIdentifier, int state, long checkpoint) {
    private static final int STATE = 16;
    private static final int CHECKPOINT = 32;
    private static final int SHUT_DOWN = 1;

    static ControlFile read(Path data) throws IOException {
        byte[] bytes = Files.readAllBytes(data.resolve("global/pg_control"));
        if (bytes.length < CHECKPOINT + 8) {
            throw new PostgresException("global/pg_control in " + data + " is cut off");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return new ControlFile(buffer.getLong(0), buffer.getInt(STATE), buffer.getLong(CHECKPOINT));
    }

    /// Where the record begins that ends the WAL of a primary that was shut down; 0 when it was
    /// not, or was a standby.
    long cleanEnd() {
        return state == SHUT_DOWN ? checkpoint : 0;
    }
}
