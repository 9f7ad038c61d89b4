package tenfold.base.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import tenfold.base.Check;

/// A range of IP addresses that share their first bits, written `10.0.0.0/8` or `2001:db8::/32`
/// (RFC 4632, RFC 4291 section 2.3); one address alone is a range, too.
public record IpPrefix(String text) {
    /// Of an address of either family: IPv4 is mapped (RFC 4291 section 2.5.5.2).
    public static final int BYTES = 16;

    private static final int MAPPED_BITS = 96;

    public IpPrefix {
        Check.that(parsed(text).isPresent(), "'%s' is no range of IP addresses", text);
    }

    /// Empty when `text` is none; bits beyond the prefix must be zero.
    public static Optional<IpPrefix> parse(String text) {
        return parsed(text).isPresent() ? Optional.of(new IpPrefix(text)) : Optional.empty();
    }

    /// The lowest address.
    public byte[] first() {
        return parsed(text).orElseThrow()[0];
    }

    /// The highest address.
    public byte[] last() {
        return parsed(text).orElseThrow()[1];
    }

    /// An address in the form of [#first].
    public static byte[] bytes(InetAddress address) {
        byte[] own = address.getAddress();
        if (own.length == BYTES) {
            return own;
        }
        byte[] mapped = new byte[BYTES];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(own, 0, mapped, 12, own.length);
        return mapped;
    }

    @Override
    public String toString() {
        return text;
    }

    /// The lowest and the highest address.
    private static Optional<byte[][]> parsed(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        boolean four = address instanceof Inet4Address;
        boolean dotted = literal.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        String bits = slash < 0 ? four ? "32" : "128" : text.substring(slash + 1);
        if ((four && !dotted) || literal.contains("%") || !bits.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(bits) + (four ? MAPPED_BITS : 0);
        return length > BYTES * 8 ? Optional.empty() : range(bytes(address), length);
    }

    private static Optional<byte[][]> range(byte[] first, int length) {
        byte[] masked = first.clone();
        byte[] last = first.clone();
        for (int bit = length; bit < BYTES * 8; bit++) {
            masked[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
            last[bit / 8] |= (byte) (0x80 >> (bit % 8));
        }
        return Arrays.equals(masked, first)
                ? Optional.of(new byte[][] {first, last})
                : Optional.empty();
    }
}
