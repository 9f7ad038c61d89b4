package tenfold.edge.http2;

import tenfold.edge.http.ByteSink;

/// Writes header blocks of one connection, in their order.
///
/// Fields that are likely to come again are put into the table; those that change with every answer
/// are not, and cookies are marked so that nobody else does (RFC 7541 section 7.1.3).
public final class HpackEncoder {
    private static final int TABLE_BYTES_MAX = 4096;

    /// Larger fields would only push out many small ones.
    private static final int INDEXED_BYTES_MAX = 512;

    private static final int STATUS_200 = 8;
    private static final int STATUS_LAST = 14;

    private final DynamicTable table = new DynamicTable(TABLE_BYTES_MAX);
    private final Slice name = new Slice();
    private final Slice value = new Slice();
    private boolean resized;

    /// How the peer wants a field to be kept.
    enum Keeping {
        INDEXED,
        PLAIN,
        NEVER
    }

    /// The peer allows a table of that size.
    public void tableMax(long bytes) {
        int size = (int) Math.min(bytes, TABLE_BYTES_MAX);
        if (size != table.bytesMax()) {
            table.resize(size);
            resized = true;
        }
    }

    /// Begins a block.
    void begin(ByteSink out) {
        if (resized) {
            integer(out, 0x20, 5, table.bytesMax());
            resized = false;
        }
    }

    void status(ByteSink out, int status) {
        for (int index = STATUS_200; index <= STATUS_LAST; index++) {
            byte[] digits = StaticTable.value(index);
            if (status == (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + digits[2] - '0') {
                integer(out, 0x80, 7, index);
                return;
            }
        }
        byte[] digits = {
            (byte) ('0' + status / 100), (byte) ('0' + status / 10 % 10), (byte) ('0' + status % 10)
        };
        field(out, name.of(StaticTable.name(STATUS_200)), value.of(digits), Keeping.INDEXED);
    }

    /// Adds a field; its name is in small letters.
    void field(ByteSink out, Slice field, Slice content, Keeping keeping) {
        switch (keeping) {
            case INDEXED -> indexed(out, field, content);
            case PLAIN -> literal(out, 0, 4, field, content);
            case NEVER -> literal(out, 0x10, 4, field, content);
        }
    }

    private void indexed(ByteSink out, Slice field, Slice content) {
        int hash = DynamicTable.hash(field, content);
        int found = table.find(field, content, hash);
        if (found >= 0) {
            integer(out, 0x80, 7, StaticTable.SIZE + 1 + found);
        } else if (field.size() + content.size() > INDEXED_BYTES_MAX) {
            literal(out, 0, 4, field, content);
        } else {
            literal(out, 0x40, 6, field, content);
            table.add(new DynamicTable.Entry(field.copy(), content.copy(), hash));
        }
    }

    private static void literal(
            ByteSink out, int pattern, int prefixBits, Slice field, Slice content) {
        int known = StaticTable.find(field);
        integer(out, pattern, prefixBits, known);
        if (known == 0) {
            string(out, field);
        }
        string(out, content);
    }

    private static void string(ByteSink out, Slice text) {
        int size = Huffman.size(text.bytes, text.from, text.to);
        if (size < text.size()) {
            integer(out, 0x80, 7, size);
            Huffman.encode(text.bytes, text.from, text.to, out);
        } else {
            integer(out, 0, 7, text.size());
            out.put(text.bytes, text.from, text.to);
        }
    }

    private static void integer(ByteSink out, int pattern, int prefixBits, int number) {
        int mask = (1 << prefixBits) - 1;
        if (number < mask) {
            out.put((char) (pattern | number));
            return;
        }
        out.put((char) (pattern | mask));
        int left = number - mask;
        for (; left >= 0x80; left >>>= 7) {
            out.put((char) ((left & 0x7f) | 0x80));
        }
        out.put((char) left);
    }
}
