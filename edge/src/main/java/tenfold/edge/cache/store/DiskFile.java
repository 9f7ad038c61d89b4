package tenfold.edge.cache.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Fields;
import tenfold.edge.cache.rule.Fields.Field;
import tenfold.edge.cache.rule.Lifetime;
import tenfold.edge.cache.rule.Vary;
import tenfold.edge.cache.store.StoredAnswer.Answer;
import tenfold.edge.cache.store.StoredAnswer.Status;
import tenfold.edge.cache.store.StoredAnswer.Times;

/// One stored answer in one file: a fixed beginning, the description, the body, each part with its
/// checksum, so that a file that was half written, or is damaged, is never served.
///
/// ```
/// long magic and version | int length of the description | int its CRC-32C |
/// long length of the body | int its CRC-32C | description | body
/// ```
final class DiskFile {
    static final String ENDING = ".answer";

    private static final long MAGIC = 0x54656e666f6c6401L;
    private static final int HEAD_BYTES = 28;
    private static final int DESCRIPTION_BYTES_MAX = 1 << 20;
    private static final int LIST_MAX = 4096;

    /// What a file says of itself.
    record Description(
            CacheKey key, Vary vary, Status status, Answer answer, Times times, long bodyBytes) {}

    private DiskFile() {}

    /// Writes it beside `file` and puts it there when it is whole; returns its size.
    static long write(Path file, StoredAnswer stored) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".half");
        byte[] description = describe(stored);
        Body body = stored.body();
        var crc = new CRC32C();
        try (var out =
                FileChannel.open(
                        half,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            out.position(HEAD_BYTES);
            writeAll(out, ByteBuffer.wrap(description));
            for (long at = 0; at < body.written(); ) {
                ByteBuf piece = body.piece(at, Body.CHUNK_BYTES);
                int size = piece.readableBytes();
                ByteBuffer bytes = piece.nioBuffer();
                crc.update(bytes.duplicate());
                writeAll(out, bytes);
                piece.release();
                at += size;
            }
            ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
            head.putLong(MAGIC).putInt(description.length).putInt(crcOf(description));
            head.putLong(body.written()).putInt((int) crc.getValue()).flip();
            out.position(0);
            writeAll(out, head);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        return HEAD_BYTES + description.length + body.written();
    }

    /// What the file says of itself, or null when it is not whole.
    static @Nullable Description describe(Path file) throws IOException {
        try (var in = FileChannel.open(file)) {
            byte[] first = read(in, 0, HEAD_BYTES);
            ByteBuffer head = ByteBuffer.wrap(first == null ? new byte[HEAD_BYTES] : first);
            if (head.getLong() != MAGIC) {
                return null;
            }
            int length = head.getInt();
            int crc = head.getInt();
            long bodyBytes = head.getLong();
            if (length < 0
                    || length > DESCRIPTION_BYTES_MAX
                    || bodyBytes < 0
                    || in.size() != HEAD_BYTES + length + bodyBytes) {
                return null;
            }
            byte[] description = read(in, HEAD_BYTES, length);
            if (description == null || crcOf(description) != crc) {
                return null;
            }
            return parse(description, bodyBytes);
        }
    }

    /// The answer with its body, or null when the file is damaged or there is no memory for it.
    static @Nullable StoredAnswer read(Path file, Ledger ledger) throws IOException {
        Description says = describe(file);
        Body body = says == null ? null : Body.of(says.bodyBytes(), ledger);
        if (says == null || body == null) {
            return null;
        }
        var crc = new CRC32C();
        int wanted;
        try (var in = FileChannel.open(file)) {
            byte[] head = read(in, 0, HEAD_BYTES);
            wanted = head == null ? 0 : ByteBuffer.wrap(head).getInt(HEAD_BYTES - Integer.BYTES);
            in.position(in.size() - says.bodyBytes());
            ByteBuf chunk = Unpooled.buffer(Body.CHUNK_BYTES);
            while (body.written() < says.bodyBytes()) {
                chunk.clear();
                int most = (int) Math.min(Body.CHUNK_BYTES, says.bodyBytes() - body.written());
                int size = chunk.writeBytes(in, most);
                if (size <= 0) {
                    break;
                }
                crc.update(chunk.array(), chunk.arrayOffset(), size);
                body.append(chunk, size);
            }
        }
        if (body.written() < says.bodyBytes() || (int) crc.getValue() != wanted) {
            body.drop();
            return null;
        }
        return new StoredAnswer(
                says.key(), says.vary(), says.status(), says.answer(), says.times(), body);
    }

    private static byte[] describe(StoredAnswer stored) throws IOException {
        var bytes = new ByteArrayOutputStream(1024);
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(stored.key().toString());
            out.writeInt(stored.vary().values().size());
            for (var each : stored.vary().values().entrySet()) {
                out.writeUTF(each.getKey());
                out.writeUTF(each.getValue());
            }
            out.writeInt(stored.status().code());
            out.writeUTF(stored.status().reason());
            out.writeInt(stored.fields().list().size());
            for (Field each : stored.fields().list()) {
                out.writeUTF(each.name());
                out.writeUTF(each.value());
            }
            out.writeInt(stored.tags().size());
            for (String tag : stored.tags()) {
                out.writeUTF(tag);
            }
            Times times = stored.times();
            out.writeLong(times.receivedAt());
            out.writeLong(times.initialAge());
            out.writeLong(times.lifetime().fresh());
            out.writeLong(times.lifetime().whileRevalidate());
            out.writeLong(times.lifetime().ifError());
        }
        return bytes.toByteArray();
    }

    private static Description parse(byte[] bytes, long bodyBytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            CacheKey key = CacheKey.of(in.readUTF());
            var vary = new TreeMap<String, String>();
            for (int left = count(in); left > 0; left--) {
                vary.put(in.readUTF(), in.readUTF());
            }
            var status = new Status(in.readInt(), in.readUTF());
            List<Field> fields = new ArrayList<>();
            for (int left = count(in); left > 0; left--) {
                fields.add(new Field(in.readUTF(), in.readUTF()));
            }
            Set<String> tags = new HashSet<>();
            for (int left = count(in); left > 0; left--) {
                tags.add(in.readUTF());
            }
            var times =
                    new Times(
                            in.readLong(),
                            in.readLong(),
                            new Lifetime(in.readLong(), in.readLong(), in.readLong()));
            var answer = new Answer(new Fields(fields), Set.copyOf(tags));
            return new Description(key, new Vary(vary), status, answer, times, bodyBytes);
        }
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > LIST_MAX) {
            throw new IOException("a list of " + count);
        }
        return count;
    }

    private static byte @Nullable [] read(FileChannel in, long from, int size) throws IOException {
        byte[] bytes = new byte[size];
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            if (in.read(left, from + left.position()) < 0) {
                return null;
            }
        }
        return bytes;
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static int crcOf(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
