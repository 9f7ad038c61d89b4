package tenfold.watch.store;

/// Reads what a [BitWriter] wrote; beyond the end it throws [ChunkDamaged].
final class BitReader {
    private final byte[] bytes;
    private int at;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The next `count` bits as an unsigned number.
    long read(int count) {
        if (at + count > bytes.length * 8L) {
            throw new ChunkDamaged("a chunk ends too early");
        }
        long value = 0;
        int left = count;
        while (left > 0) {
            int free = 8 - (at & 7);
            int taken = Math.min(free, left);
            int part = ((bytes[at >>> 3] & 0xff) >>> (free - taken)) & ((1 << taken) - 1);
            value = (value << taken) | part;
            at += taken;
            left -= taken;
        }
        return value;
    }

    /// The next `count` bits as a number in two's complement.
    long readSigned(int count) {
        int shift = 64 - count;
        return (read(count) << shift) >> shift;
    }

    boolean bit() {
        return read(1) == 1;
    }
}
