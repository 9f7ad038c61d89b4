package tenfold.edge.http2;

import tenfold.edge.http.ByteSink;

/// Reads header blocks (RFC 7541) of one connection, in their order.
///
/// What a block costs is bounded by its own size: a field that is repeated from a table is shown
/// where it stands, and copied by nobody but who wants it.
public final class HpackDecoder {
    /// As large as both sides may assume from the beginning; we never allow more.
    static final int TABLE_BYTES_MAX = 4096;

    private static final int INTEGER_MAX = 1 << 24;

    private final DynamicTable table = new DynamicTable(TABLE_BYTES_MAX);
    private final ByteSink nameScratch = new ByteSink(64);
    private final ByteSink valueScratch = new ByteSink(256);
    private final Slice name = new Slice();
    private final Slice value = new Slice();
    private byte[] block = {};
    private int at;
    private int end;

    /// Shows each field of the block to `fields`.
    public void decode(byte[] bytes, int length, FieldSink fields) throws Http2Violation {
        block = bytes;
        at = 0;
        end = length;
        boolean begun = false;
        while (at < end) {
            int first = block[at];
            if ((first & 0xe0) == 0x20) {
                resize(begun);
                continue;
            }
            begun = true;
            if ((first & 0x80) != 0) {
                indexed(integer(7));
            } else if ((first & 0x40) != 0) {
                literal(6);
                table.add(new DynamicTable.Entry(name.copy(), value.copy(), 0));
            } else {
                literal(4);
            }
            fields.field(name, value);
        }
    }

    private void resize(boolean begun) throws Http2Violation {
        int size = integer(5);
        if (begun || size > TABLE_BYTES_MAX) {
            throw Http2Violation.compression("a table size that is not allowed");
        }
        table.resize(size);
    }

    private void indexed(int index) throws Http2Violation {
        nameAt(index);
        if (index <= StaticTable.SIZE) {
            value.of(StaticTable.value(index));
        } else {
            value.of(table.get(index - StaticTable.SIZE - 1).value);
        }
    }

    private void nameAt(int index) throws Http2Violation {
        if (index == 0 || index > StaticTable.SIZE + table.count()) {
            throw Http2Violation.compression("a field number that does not exist");
        }
        boolean known = index <= StaticTable.SIZE;
        name.of(known ? StaticTable.name(index) : table.get(index - StaticTable.SIZE - 1).name);
    }

    private void literal(int prefixBits) throws Http2Violation {
        int index = integer(prefixBits);
        if (index == 0) {
            string(name, nameScratch);
        } else {
            nameAt(index);
        }
        string(value, valueScratch);
    }

    private void string(Slice into, ByteSink scratch) throws Http2Violation {
        if (at == end) {
            throw Http2Violation.compression("a block that ends within a field");
        }
        boolean huffman = block[at] < 0;
        int length = integer(7);
        if (length > end - at) {
            throw Http2Violation.compression("a string that ends behind its block");
        }
        if (!huffman) {
            into.of(block, at, at + length);
        } else if (Huffman.decode(block, at, at + length, scratch.clear())) {
            into.of(scratch.bytes(), 0, scratch.size());
        } else {
            throw Http2Violation.compression("a string that is not well encoded");
        }
        at += length;
    }

    /// Section 5.1: the low bits of this byte, and seven more of each that follows.
    private int integer(int prefixBits) throws Http2Violation {
        int mask = (1 << prefixBits) - 1;
        int number = block[at++] & mask;
        if (number < mask) {
            return number;
        }
        for (int shift = 0; at < end && shift <= 21; shift += 7) {
            int next = block[at++];
            number += (next & 0x7f) << shift;
            if (next >= 0) {
                if (number > INTEGER_MAX) {
                    break;
                }
                return number;
            }
        }
        throw Http2Violation.compression("a number that does not end or is too large");
    }
}
