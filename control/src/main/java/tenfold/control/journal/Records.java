package tenfold.control.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The bytes of a journal file: `HEADER`, then for each record length (4), CRC32C of what follows
/// (4), sequence (8), payload.
final class Records {
    static final byte[] HEADER = "tenfold journal 1\n".getBytes(StandardCharsets.US_ASCII);
    static final int PAYLOAD_MAX = 64 * 1024;
    private static final int PREFIX = 16;

    /// One record; its sequence is one above its predecessor's.
    record Entry(long sequence, String line) {}

    /// The intact records, and the length of the file that they fill.
    record Scan(List<Entry> entries, int intactBytes) {}

    private Records() {}

    static ByteBuffer encode(Entry entry) {
        byte[] payload = entry.line().getBytes(StandardCharsets.UTF_8);
        var buffer = ByteBuffer.allocate(PREFIX + payload.length);
        buffer.putInt(payload.length).putInt(0).putLong(entry.sequence()).put(payload).flip();
        return buffer.putInt(4, checksum(buffer.array(), 0, payload.length));
    }

    /// Reads a whole file. A torn tail ends the scan; anything else that is wrong throws.
    static Scan scan(byte[] file) throws JournalDamaged {
        int header = Math.min(HEADER.length, file.length);
        if (!new String(file, 0, header, StandardCharsets.ISO_8859_1)
                .equals(new String(HEADER, 0, header, StandardCharsets.ISO_8859_1))) {
            throw new JournalDamaged("it does not start as a journal does");
        }
        var entries = new ArrayList<Entry>();
        int at = header;
        while (at < file.length) {
            Entry entry = intactAt(file, at);
            if (entry == null) {
                refuseIfIntactFollows(file, at);
                break;
            }
            if (!entries.isEmpty() && entry.sequence() != entries.getLast().sequence() + 1) {
                throw new JournalDamaged(
                        "record %d follows record %d"
                                .formatted(entry.sequence(), entries.getLast().sequence()));
            }
            entries.add(entry);
            at += PREFIX + ByteBuffer.wrap(file).getInt(at);
        }
        return new Scan(entries, header < HEADER.length ? 0 : at);
    }

    private static void refuseIfIntactFollows(byte[] file, int damagedAt) throws JournalDamaged {
        for (int at = damagedAt + 1; at < file.length; at++) {
            if (intactAt(file, at) != null) {
                throw new JournalDamaged(
                        "bytes from %d on are damaged, and an intact record follows at %d"
                                .formatted(damagedAt, at));
            }
        }
    }

    private static @Nullable Entry intactAt(byte[] file, int at) {
        if (file.length - at < PREFIX) {
            return null;
        }
        var buffer = ByteBuffer.wrap(file);
        int length = buffer.getInt(at);
        if (length < 1 || length > PAYLOAD_MAX || length > file.length - at - PREFIX) {
            return null;
        }
        if (buffer.getInt(at + 4) != checksum(file, at, length)) {
            return null;
        }
        String line = new String(file, at + PREFIX, length, StandardCharsets.UTF_8);
        return new Entry(buffer.getLong(at + 8), line);
    }

    /// Covers the length, the sequence and the payload of the record at `at`.
    private static int checksum(byte[] bytes, int at, int length) {
        var crc = new CRC32C();
        crc.update(bytes, at, 4);
        crc.update(bytes, at + 8, 8 + length);
        return (int) crc.getValue();
    }
}
