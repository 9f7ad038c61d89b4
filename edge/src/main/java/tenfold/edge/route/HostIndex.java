package tenfold.edge.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;

/// Finds what belongs to a host's name without making a string of it.
///
/// How it works: names are hashed from their end to their beginning, so that one pass over a
/// request's host gives the hash of every suffix that begins with a dot, and at last that of the
/// whole. Tables have open addressing and are at most half full.
final class HostIndex<V> {
    /// No host that a route can name is longer.
    private static final int NAME_MAX = 253;

    private final byte[] @Nullable [] names;
    private final @Nullable Object[] values;
    private final boolean hasSuffixes;

    /// `entries` are exact names, and suffixes as `.example`.
    HostIndex(Map<String, V> entries) {
        int size = Integer.highestOneBit(Math.max(2, 4 * entries.size()));
        names = new byte[size][];
        values = new Object[size];
        hasSuffixes = entries.keySet().stream().anyMatch(name -> name.startsWith("."));
        entries.forEach((name, value) -> {
            byte[] bytes = Ascii.bytes(name);
            int at = slot(hash(bytes, 0, bytes.length), bytes, 0, bytes.length);
            names[at] = bytes;
            values[at] = value;
        });
    }

    /// What belongs to the exact name, else to the longest suffix of it, else null. `from` to `to`
    /// is a `Host`: any case, perhaps with a port and a final dot.
    @Nullable V find(byte[] b, int from, int to) {
        int end = nameEnd(b, from, to);
        if (end - from > NAME_MAX) {
            return null;
        }
        V found = null;
        int hash = 0;
        for (int i = end - 1; i >= from; i--) {
            hash = 31 * hash + Ascii.lower(b[i]);
            boolean suffix = hasSuffixes && b[i] == '.' && i > from;
            if (suffix || i == from) {
                V longer = get(hash, b, i, end);
                found = longer == null ? found : longer;
            }
        }
        return found;
    }

    @SuppressWarnings("unchecked") // only the constructor writes
    private @Nullable V get(int hash, byte[] b, int from, int to) {
        return (V) values[slot(hash, b, from, to)];
    }

    private int slot(int hash, byte[] b, int from, int to) {
        int mask = names.length - 1;
        int at = (hash ^ (hash >>> 15)) & mask;
        for (byte @Nullable [] name = names[at]; name != null; name = names[at]) {
            if (Ascii.spells(b, from, to, name)) {
                return at;
            }
            at = (at + 1) & mask;
        }
        return at;
    }

    private static int hash(byte[] b, int from, int to) {
        int hash = 0;
        for (int i = to - 1; i >= from; i--) {
            hash = 31 * hash + Ascii.lower(b[i]);
        }
        return hash;
    }

    private static int nameEnd(byte[] b, int from, int to) {
        int end = to;
        if (from < to && b[from] == '[') {
            while (end > from && b[end - 1] != ']') {
                end--;
            }
            return end;
        }
        for (int i = from; i < to; i++) {
            if (b[i] == ':') {
                end = i;
                break;
            }
        }
        return end > from && b[end - 1] == '.' ? end - 1 : end;
    }
}
