package tenfold.edge.log;

import tenfold.edge.http.Ascii;

/// A page of access log lines, filled by one event loop and then handed to the writer as a whole.
///
/// One JSON object a line. Text of clients is cut at a maximum and escaped, so that no line can be
/// forged and the room a line needs is known before.
public final class LogPage {
    static final int SIZE = 64 << 10;

    private static final int TEXT_MAX = 1024;
    private static final int ESCAPED_MAX = 6;
    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");

    /// Room for three cut texts and everything else.
    private static final int LINE_MAX = 3 * TEXT_MAX * ESCAPED_MAX + 2048;

    private final byte[] bytes = new byte[SIZE];
    private int size;
    private int lines;

    boolean hasRoom() {
        return SIZE - size >= LINE_MAX;
    }

    boolean isEmpty() {
        return size == 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    int lines() {
        return lines;
    }

    void clear() {
        size = 0;
        lines = 0;
    }

    /// Bytes that are JSON already; the caller keeps them short.
    public LogPage raw(byte[] json) {
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
        return this;
    }

    /// A string of JSON with its quotes.
    public LogPage text(byte[] source, int from, int to) {
        bytes[size++] = '"';
        int end = Math.min(to, from + TEXT_MAX);
        for (int i = from; i < end; i++) {
            byte c = source[i];
            if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
                bytes[size++] = c;
            } else {
                escape(c);
            }
        }
        bytes[size++] = '"';
        return this;
    }

    public LogPage number(long value) {
        if (value < 0) {
            bytes[size++] = '-';
        }
        long rest = Math.abs(value);
        int length = 1;
        for (long left = rest / 10; left > 0; left /= 10) {
            length++;
        }
        for (int i = size + length - 1; i >= size; i--) {
            bytes[i] = HEX[(int) (rest % 10)];
            rest /= 10;
        }
        size += length;
        return this;
    }

    /// A number of thousandths, with three digits behind the point.
    public LogPage thousandths(long value) {
        number(value / 1000);
        int rest = (int) (value % 1000);
        bytes[size++] = '.';
        bytes[size++] = HEX[rest / 100];
        bytes[size++] = HEX[rest / 10 % 10];
        bytes[size++] = HEX[rest % 10];
        return this;
    }

    /// All 16 hexadecimal digits.
    public LogPage hex(long value) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[(int) (value >>> shift) & 15];
        }
        return this;
    }

    public void endLine() {
        bytes[size++] = '\n';
        lines++;
    }

    private void escape(byte c) {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[(c >> 4) & 15];
        bytes[size++] = HEX[c & 15];
    }
}
