package tenfold.edge.http2;

import java.util.Arrays;

/// The fields that were sent before (RFC 7541 section 2.3.2): a queue with a maximum of bytes, the
/// newest numbered 0.
final class DynamicTable {
    /// What an entry costs besides its bytes (section 4.1); so there are `bytesMax / 32` at most.
    static final int ENTRY_OVERHEAD = 32;

    static final class Entry {
        final byte[] name;
        final byte[] value;
        private final int hash;

        Entry(byte[] name, byte[] value, int hash) {
            this.name = name;
            this.value = value;
            this.hash = hash;
        }

        int cost() {
            return name.length + value.length + ENTRY_OVERHEAD;
        }
    }

    private Entry[] ring = new Entry[8];
    private int newest;
    private int count;
    private int bytes;
    private int bytesMax;

    DynamicTable(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    int count() {
        return count;
    }

    int bytesMax() {
        return bytesMax;
    }

    Entry get(int index) {
        return ring[(newest - index) & (ring.length - 1)];
    }

    /// Sets the maximum, and forgets the oldest as needed.
    void resize(int max) {
        bytesMax = max;
        evict(0);
    }

    /// An entry above the maximum empties the table (section 4.4).
    void add(Entry entry) {
        evict(entry.cost());
        if (entry.cost() > bytesMax) {
            return;
        }
        if (count == ring.length) {
            grow();
        }
        newest = (newest + 1) & (ring.length - 1);
        ring[newest] = entry;
        count++;
        bytes += entry.cost();
    }

    private void evict(int needed) {
        while (count > 0 && bytes + needed > bytesMax) {
            bytes -= get(count - 1).cost();
            count--;
        }
    }

    private void grow() {
        Entry[] larger = new Entry[ring.length * 2];
        for (int i = 0; i < count; i++) {
            larger[count - 1 - i] = get(i);
        }
        newest = count - 1;
        ring = larger;
    }

    /// For finding entries: of a name in small letters and a value.
    static int hash(Slice name, Slice value) {
        int hash = 1;
        for (int i = name.from; i < name.to; i++) {
            hash = 31 * hash + name.bytes[i];
        }
        for (int i = value.from; i < value.to; i++) {
            hash = 31 * hash + value.bytes[i];
        }
        return hash;
    }

    /// The index of that field, or -1.
    int find(Slice name, Slice value, int hash) {
        for (int i = 0; i < count; i++) {
            Entry entry = get(i);
            if (entry.hash == hash
                    && Arrays.equals(
                            entry.name, 0, entry.name.length, name.bytes, name.from, name.to)
                    && Arrays.equals(
                            entry.value,
                            0,
                            entry.value.length,
                            value.bytes,
                            value.from,
                            value.to)) {
                return i;
            }
        }
        return -1;
    }
}
