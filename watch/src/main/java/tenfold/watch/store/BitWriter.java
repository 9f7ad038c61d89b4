package tenfold.watch.store;

import java.util.Arrays;

/// A growing row of bits, the highest bit of each byte first.
final class BitWriter {
    private static final int BYTES_FIRST = 32;

    private byte[] bytes = new byte[BYTES_FIRST];
    private int length;

    /// Appends the lowest `count` bits of `value`, 0 to 64 of them.
    void write(long value, int count) {
        int needed = (length + count + 7) >>> 3;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        int left = count;
        while (left > 0) {
            int free = 8 - (length & 7);
            int taken = Math.min(free, left);
            int part = (int) (value >>> (left - taken)) & ((1 << taken) - 1);
            bytes[length >>> 3] |= (byte) (part << (free - taken));
            length += taken;
            left -= taken;
        }
    }

    int byteCount() {
        return (length + 7) >>> 3;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, byteCount());
    }
}
