package tenfold.watch.store;

/// Samples of one series in rising order of time, coded as in Facebook's Gorilla (Pelkonen et al.,
/// VLDB 2015, section 4.1), with times in milliseconds.
///
/// How it works: the first sample is stored in full. Then a time is the difference of two
/// differences ("delta of delta"), which is nearly 0 for samples that come regularly, and a value
/// is the XOR with the one before, of which only the bits between its leading and trailing zeros
/// are stored. A sample that comes on time with the same value takes two bits.
///
/// | difference of differences | bits |
/// |---|---|
/// | 0 | `0` |
/// | -64 to 63 ms | `10` and 7 |
/// | -2048 to 2047 ms | `110` and 12 |
/// | -524288 to 524287 ms | `1110` and 20 |
/// | any | `1111` and 64 |
///
/// A value is `0` (same), `10` and the bits of the window of the one before, or `11`, 5 bits of
/// leading zeros, 6 bits of length minus 1, and the bits.
final class Chunk {
    static final int[] TIME_BITS = {7, 12, 20};
    static final int LEADING_BITS = 5;
    static final int LEADING_MAX = 31;
    static final int LENGTH_BITS = 6;

    private final int count;
    private final long firstMillis;
    private final long lastMillis;
    private final byte[] bytes;

    /// `bytes` belong to the chunk from now on.
    Chunk(int count, long firstMillis, long lastMillis, byte[] bytes) {
        this.count = count;
        this.firstMillis = firstMillis;
        this.lastMillis = lastMillis;
        this.bytes = bytes;
    }

    int count() {
        return count;
    }

    long firstMillis() {
        return firstMillis;
    }

    long lastMillis() {
        return lastMillis;
    }

    /// Not to be changed.
    byte[] bytes() {
        return bytes;
    }

    /// Sees samples one by one.
    interface Visitor {
        void sample(long millis, double value);
    }

    /// Shows every sample in order; throws [ChunkDamaged] when the bytes are not such a chunk.
    void forEach(Visitor visitor) {
        decode(bytes, count, visitor);
    }

    /// A chunk as it lay on disk: its first and last time are found by reading it.
    static Chunk of(byte[] bytes, int count) {
        long[] ends = {Long.MAX_VALUE, Long.MIN_VALUE};
        decode(
                bytes,
                count,
                (millis, _) -> {
                    ends[0] = Math.min(ends[0], millis);
                    ends[1] = millis;
                });
        return new Chunk(count, ends[0], ends[1], bytes);
    }

    private static void decode(byte[] bytes, int count, Visitor visitor) {
        if (count == 0) {
            return;
        }
        var in = new BitReader(bytes);
        long millis = in.read(64);
        long delta = 0;
        var values = new Values(in.read(64));
        visitor.sample(millis, values.value());
        for (int i = 1; i < count; i++) {
            delta += deltaOfDelta(in);
            millis += delta;
            values.read(in);
            visitor.sample(millis, values.value());
        }
    }

    /// The values of a chunk as they are read.
    private static final class Values {
        private long bits;
        private int leading;
        private int length = 64;

        Values(long first) {
            this.bits = first;
        }

        double value() {
            return Double.longBitsToDouble(bits);
        }

        void read(BitReader in) {
            if (!in.bit()) {
                return;
            }
            if (in.bit()) {
                leading = (int) in.read(LEADING_BITS);
                length = (int) in.read(LENGTH_BITS) + 1;
            }
            if (leading + length > 64) {
                throw new ChunkDamaged("a value has more than 64 bits");
            }
            bits ^= in.read(length) << (64 - leading - length);
        }
    }

    private static long deltaOfDelta(BitReader in) {
        if (!in.bit()) {
            return 0;
        }
        for (int bits : TIME_BITS) {
            if (!in.bit()) {
                return in.readSigned(bits);
            }
        }
        return in.readSigned(64);
    }
}
