package tenfold.edge.http;

/// Spreads keys evenly over 64 bits; the same on every edge.
public final class Hash {
    private Hash() {}

    /// FNV-1a, mixed.
    public static long of(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return mixed(hash);
    }

    /// The finalizer of SplitMix64: every bit depends on every other.
    public static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
