package tenfold.watch.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.TreeMap;
import java.util.function.Consumer;
import tenfold.base.file.DurableFile;

/// The file `series`: which number stands for which series. Blocks and the log name series by
/// number only.
///
/// Each record is `length crc32c payload`, four bytes each for the first two. A torn end is cut. A
/// number is never given twice, so that an old block cannot speak of another series.
final class SeriesBook implements AutoCloseable {
    private static final int RECORD_BYTES_MAX = 64 << 10;

    private final Path folder;
    private final Path path;
    private FileChannel channel;

    private SeriesBook(Path folder, Path path) throws IOException {
        this.folder = folder;
        this.path = path;
        this.channel = open(path);
    }

    /// Opens the file and shows what it holds.
    static SeriesBook open(Path folder, Consumer<Series> known) throws IOException {
        Path path = folder.resolve("series");
        byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        long whole = Records.read(bytes, RECORD_BYTES_MAX, record -> known.accept(series(record)));
        var book = new SeriesBook(folder, path);
        book.channel.truncate(whole);
        return book;
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
    }

    void add(Series series) throws IOException {
        Records.append(channel, payload(series));
    }

    /// Makes all records survive a power cut; called before a block that may name them.
    void sync() throws IOException {
        channel.force(true);
    }

    /// Replaces the file by one that holds only `kept`.
    void rewrite(Collection<Series> kept) throws IOException {
        Path fresh = folder.resolve("series.new");
        try (var out =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            for (Series series : kept) {
                Records.append(out, payload(series));
            }
            out.force(true);
        }
        Files.move(
                fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFile.syncFolder(folder);
        channel.close();
        channel = open(path);
    }

    private static ByteBuffer payload(Series series) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(series.id);
        out.writeByte(series.kind.code());
        var map = series.labels.asMap();
        out.writeShort(map.size());
        for (var entry : map.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    private static Series series(byte[] record) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(record));
        int id = in.readInt();
        Kind kind = Kind.of(in.readByte());
        var labels = new TreeMap<String, String>();
        int count = in.readShort();
        for (int i = 0; i < count; i++) {
            labels.put(in.readUTF(), in.readUTF());
        }
        return new Series(id, Labels.of(labels), kind);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
