package tenfold.watch.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The write-ahead log: the batches that no block holds yet. Each record is a time in milliseconds
/// and pairs of a series' number and a value.
final class SampleLog implements AutoCloseable {
    private static final int PAIR_BYTES = 12;
    private static final int RECORD_BYTES_MAX = 8 << 20;

    private final FileChannel channel;

    /// Sees what the log held.
    interface Visitor {
        void sample(int series, long millis, double value);
    }

    private SampleLog(FileChannel channel) {
        this.channel = channel;
    }

    static SampleLog open(Path path, Visitor visitor) throws IOException {
        byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        long whole = Records.read(bytes, RECORD_BYTES_MAX, record -> show(record, visitor));
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(whole);
        channel.position(whole);
        return new SampleLog(channel);
    }

    private static void show(byte[] record, Visitor visitor) {
        var in = ByteBuffer.wrap(record);
        long millis = in.getLong();
        while (in.remaining() >= PAIR_BYTES) {
            visitor.sample(in.getInt(), millis, in.getDouble());
        }
    }

    /// One batch being put together.
    static final class Batch {
        private ByteBuffer bytes = ByteBuffer.allocate(4096);

        Batch(long millis) {
            bytes.putLong(millis);
        }

        void add(int series, double value) {
            if (bytes.remaining() < PAIR_BYTES) {
                bytes.flip();
                bytes = ByteBuffer.allocate(bytes.capacity() * 2).put(bytes);
            }
            bytes.putInt(series).putDouble(value);
        }
    }

    void append(Batch batch) throws IOException {
        batch.bytes.flip();
        Records.append(channel, batch.bytes);
    }

    /// Empties the log, once a block on disk holds all of it.
    void clear() throws IOException {
        channel.truncate(0);
        channel.position(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
