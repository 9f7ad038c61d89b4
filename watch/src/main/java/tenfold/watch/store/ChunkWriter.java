package tenfold.watch.store;

/// Codes samples into a [Chunk]. Not thread-safe.
final class ChunkWriter {
    private final BitWriter out = new BitWriter();
    private int count;
    private long first;
    private long last;
    private long delta;
    private long value;
    private int leading = -1;
    private int length;

    int count() {
        return count;
    }

    int byteCount() {
        return out.byteCount();
    }

    long lastMillis() {
        return last;
    }

    double lastValue() {
        return Double.longBitsToDouble(value);
    }

    /// Appends a sample; false, and nothing is changed, when it is not newer than the last one.
    boolean append(long millis, double sample) {
        if (count > 0 && millis <= last) {
            return false;
        }
        long bits = Double.doubleToRawLongBits(sample);
        if (count == 0) {
            first = millis;
            out.write(millis, 64);
            out.write(bits, 64);
        } else {
            writeTime(millis);
            writeValue(bits ^ value);
        }
        last = millis;
        value = bits;
        count++;
        return true;
    }

    private void writeTime(long millis) {
        long change = (millis - last) - delta;
        delta = millis - last;
        if (change == 0) {
            out.write(0, 1);
            return;
        }
        for (int i = 0; i < Chunk.TIME_BITS.length; i++) {
            int bits = Chunk.TIME_BITS[i];
            long half = 1L << (bits - 1);
            if (change >= -half && change < half) {
                out.write((1L << (i + 2)) - 2, i + 2);
                out.write(change, bits);
                return;
            }
        }
        out.write(0b1111, 4);
        out.write(change, 64);
    }

    private void writeValue(long xor) {
        if (xor == 0) {
            out.write(0, 1);
            return;
        }
        int zeros = Math.min(Chunk.LEADING_MAX, Long.numberOfLeadingZeros(xor));
        int needed = 64 - zeros - Long.numberOfTrailingZeros(xor);
        boolean fits =
                leading >= 0
                        && zeros >= leading
                        && Long.numberOfTrailingZeros(xor) >= 64 - leading - length;
        if (fits) {
            out.write(0b10, 2);
        } else {
            leading = zeros;
            length = needed;
            out.write(0b11, 2);
            out.write(leading, Chunk.LEADING_BITS);
            out.write(length - 1L, Chunk.LENGTH_BITS);
        }
        out.write(xor >>> (64 - leading - length), length);
    }

    /// What was written so far; more may be appended afterwards.
    Chunk chunk() {
        return new Chunk(count, first, last, out.copy());
    }
}
