package tenfold.watch.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/// Checked records one after the other in a file that only grows: length, CRC32C, payload.
final class Records {
    private static final int HEAD_BYTES = 8;

    /// Sees the payload of a record.
    interface Visitor {
        void record(byte[] payload) throws IOException;
    }

    private Records() {}

    static void append(FileChannel channel, ByteBuffer payload) throws IOException {
        var record = ByteBuffer.allocate(HEAD_BYTES + payload.remaining());
        record.putInt(payload.remaining()).putInt(crc(payload.duplicate()));
        record.put(payload).flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /// Shows the whole records and returns how many bytes they have; a crash may have torn the last
    /// one.
    static long read(byte[] bytes, int payloadMax, Visitor visitor) throws IOException {
        var in = ByteBuffer.wrap(bytes);
        long whole = 0;
        while (in.remaining() >= HEAD_BYTES) {
            int length = in.getInt();
            int crc = in.getInt();
            if (length < 0 || length > payloadMax || length > in.remaining()) {
                break;
            }
            var payload = new byte[length];
            in.get(payload);
            if (crc(ByteBuffer.wrap(payload)) != crc) {
                break;
            }
            visitor.record(payload);
            whole = in.position();
        }
        return whole;
    }

    static int crc(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
