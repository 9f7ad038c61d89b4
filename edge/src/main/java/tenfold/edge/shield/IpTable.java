package tenfold.edge.shield;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import tenfold.base.net.Cidr;
import tenfold.model.Addresses;

/// Whether an address is in one of many ranges: sorted, without overlaps, searched by halves. IPv4
/// is mapped into IPv6, so that one table holds both.
public final class IpTable {
    private record Range(long firstHigh, long firstLow, long lastHigh, long lastLow) {
        static Range of(Cidr network) {
            byte[] first = Mapped.of(network.bytes());
            byte[] last = first.clone();
            int hostBits = 8 * network.bytes().length - network.bits();
            for (int bit = 8 * last.length - hostBits; bit < 8 * last.length; bit++) {
                last[bit / 8] |= (byte) (0x80 >> (bit % 8));
            }
            ByteBuffer from = ByteBuffer.wrap(first);
            ByteBuffer to = ByteBuffer.wrap(last);
            return new Range(from.getLong(), from.getLong(), to.getLong(), to.getLong());
        }
    }

    private final Range[] ranges;

    public IpTable(List<Cidr> prefixes) {
        Range[] sorted =
                prefixes.stream()
                        .map(Range::of)
                        .sorted((a, b) -> compare(a.firstHigh, a.firstLow, b.firstHigh, b.firstLow))
                        .toArray(Range[]::new);
        int count = 0;
        for (Range each : sorted) {
            // Two prefixes overlap only when one lies in the other, and the larger is sorted first
            // or begins at the same address.
            Range last = count == 0 ? null : sorted[count - 1];
            if (last == null
                    || compare(each.firstHigh, each.firstLow, last.lastHigh, last.lastLow) > 0) {
                sorted[count++] = each;
            } else if (compare(each.lastHigh, each.lastLow, last.lastHigh, last.lastLow) > 0) {
                sorted[count - 1] = each;
            }
        }
        ranges = Arrays.copyOf(sorted, count);
    }

    /// Of an address of 4 or 16 bytes.
    public boolean contains(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(Mapped.of(address));
        long high = bytes.getLong();
        long low = bytes.getLong();
        int from = 0;
        int to = ranges.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            Range range = ranges[middle];
            if (compare(high, low, range.firstHigh, range.firstLow) < 0) {
                to = middle - 1;
            } else if (compare(high, low, range.lastHigh, range.lastLow) > 0) {
                from = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int byHigh = Long.compareUnsigned(high, otherHigh);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }

    /// Ready rules about addresses.
    public record Rules(IpTable allow, IpTable deny, boolean all) {
        public static Rules of(Addresses addresses) {
            return new Rules(
                    new IpTable(addresses.allow()),
                    new IpTable(addresses.deny()),
                    addresses.allow().isEmpty());
        }

        public boolean admit(byte[] address) {
            return !deny.contains(address) && (all || allow.contains(address));
        }
    }
}
