package tenfold.watch.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import tenfold.base.file.DurableFile;

/// Chunks of many series over one span of time, in a file that never changes: `s15-1767268800.blk`.
///
/// ```
/// chunk bytes ...
/// index: one entry a chunk, sorted by series and column:
///        series (4)  column (4)  offset (4)  length (4)  samples (4)  crc32c of the bytes (4)
/// end:   entries (4)  crc32c of the index (4)  "TFB1" (4)
/// ```
record BlockFile(Tier tier, long start, Path path, long size) {
    static final String SUFFIX = ".blk";
    private static final int ENTRY_BYTES = 24;
    private static final int END_BYTES = 12;
    private static final int MAGIC = 0x54464231;

    /// Whose samples a chunk holds.
    record Place(int series, Column column) {}

    /// One chunk of a block.
    record Entry(Place place, Chunk chunk) {}

    /// Sees a chunk.
    interface Visitor {
        void chunk(Place place, Chunk chunk);
    }

    long end() {
        return start + tier.blockMillis();
    }

    static String name(Tier tier, long start) {
        return tier.prefix + "-" + start / 1000 + SUFFIX;
    }

    /// Writes a block; on return it survives a power cut. `entries` are in order.
    static BlockFile write(Path folder, Tier tier, long start, List<Entry> entries)
            throws IOException {
        Path path = folder.resolve(name(tier, start));
        Path fresh = folder.resolve(name(tier, start) + ".new");
        var index = ByteBuffer.allocate(entries.size() * ENTRY_BYTES + END_BYTES);
        try (var out =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            for (Entry entry : entries) {
                byte[] bytes = entry.chunk().bytes();
                index.putInt(entry.place().series()).putInt(entry.place().column().code);
                index.putInt((int) out.position()).putInt(bytes.length);
                index.putInt(entry.chunk().count()).putInt(Records.crc(ByteBuffer.wrap(bytes)));
                writeFully(out, ByteBuffer.wrap(bytes));
            }
            int crc = Records.crc(index.duplicate().flip());
            index.putInt(entries.size()).putInt(crc).putInt(MAGIC).flip();
            writeFully(out, index);
            out.force(true);
        }
        Files.move(
                fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFile.syncFolder(folder);
        return new BlockFile(tier, start, path, Files.size(path));
    }

    /// Shows the chunks of the wanted series in the order of the index, each with the block's span
    /// as its own. Throws [IOException] when the file is damaged.
    void read(BitSet series, Visitor visitor) throws IOException {
        try (var in = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer index = index(in);
            while (index.hasRemaining()) {
                int id = index.getInt();
                Column column = Column.of(index.getInt());
                int offset = index.getInt();
                int length = index.getInt();
                int count = index.getInt();
                int crc = index.getInt();
                if (series.get(id)) {
                    byte[] bytes = bytes(in, offset, length, crc);
                    visitor.chunk(new Place(id, column), new Chunk(count, start, end(), bytes));
                }
            }
        } catch (ChunkDamaged | IndexOutOfBoundsException e) {
            throw new IOException(path + " is damaged: " + e.getMessage(), e);
        }
    }

    /// The numbers of all series in it.
    BitSet series() throws IOException {
        try (var in = FileChannel.open(path, StandardOpenOption.READ)) {
            var ids = new BitSet();
            ByteBuffer index = index(in);
            for (int at = 0; at < index.limit(); at += ENTRY_BYTES) {
                ids.set(index.getInt(at));
            }
            return ids;
        }
    }

    private ByteBuffer index(FileChannel in) throws IOException {
        long length = in.size();
        var end = ByteBuffer.allocate(END_BYTES);
        readFully(in, end, length - END_BYTES);
        int entries = end.getInt();
        int crc = end.getInt();
        long start = length - END_BYTES - (long) entries * ENTRY_BYTES;
        if (end.getInt() != MAGIC || entries < 0 || start < 0) {
            throw new IOException(path + " is damaged: it has no index");
        }
        var index = ByteBuffer.allocate(entries * ENTRY_BYTES);
        readFully(in, index, start);
        if (Records.crc(index.duplicate()) != crc) {
            throw new IOException(path + " is damaged: the index does not match its checksum");
        }
        return index;
    }

    private byte[] bytes(FileChannel in, int offset, int length, int crc) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        readFully(in, bytes, offset);
        if (Records.crc(bytes.duplicate()) != crc) {
            throw new IOException(path + " is damaged: a chunk does not match its checksum");
        }
        return bytes.array();
    }

    /// Fills `target` from `position` on, and flips it.
    private void readFully(FileChannel in, ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int got = at < 0 ? -1 : in.read(target, at);
            if (got < 0) {
                throw new IOException(path + " is damaged: it is too short");
            }
            at += got;
        }
        target.flip();
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /// The blocks of a folder, the oldest first; what a crash left half-written is removed.
    static List<BlockFile> list(Path folder) throws IOException {
        var blocks = new ArrayList<BlockFile>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(SUFFIX + ".new")) {
                    Files.delete(file);
                }
                for (Tier tier : Tier.values()) {
                    if (name.matches(tier.prefix + "-[0-9]{1,12}\\.blk")) {
                        String seconds =
                                name.substring(tier.prefix.length() + 1, name.length() - 4);
                        long start = Long.parseLong(seconds) * 1000;
                        blocks.add(new BlockFile(tier, start, file, Files.size(file)));
                    }
                }
            }
        }
        blocks.sort(java.util.Comparator.comparingLong(BlockFile::start));
        return blocks;
    }
}
