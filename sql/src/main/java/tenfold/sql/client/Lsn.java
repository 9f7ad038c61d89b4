package tenfold.sql.client;

import tenfold.base.Check;

/// A position in the write-ahead log, in bytes.
public record Lsn(long value) implements Comparable<Lsn> {
    public static final Lsn ZERO = new Lsn(0);

    /// Reads PostgreSQL's form, `16/B374D848`.
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        Check.that(slash > 0 && text.length() <= 17, "%s is no WAL position", text);
        long high = Long.parseUnsignedLong(text.substring(0, slash), 16);
        long low = Long.parseUnsignedLong(text.substring(slash + 1), 16);
        return new Lsn(high << 32 | low);
    }

    public boolean isBefore(Lsn other) {
        return compareTo(other) < 0;
    }

    /// How many bytes lie between `start` and this; 0 when this is not after it.
    public long bytesSince(Lsn start) {
        return start.isBefore(this) ? value - start.value : 0;
    }

    public static Lsn max(Lsn one, Lsn other) {
        return one.isBefore(other) ? other : one;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toHexString(value >>> 32).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Long.toHexString(value & 0xffff_ffffL).toUpperCase(java.util.Locale.ROOT);
    }
}
