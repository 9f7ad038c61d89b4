package tenfold.base.net;

import java.net.InetAddress;
import tenfold.base.Check;

/// A network of IPv4 or IPv6 addresses: those whose first `bits` bits are those of `address`, an
/// address literal. Written `10.0.0.0/8`; an address alone is a network of one.
public record Cidr(String address, int bits) {
    public Cidr {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        Check.that(
                bits >= 0 && bits <= 8 * bytes.length,
                "%d bits are too many for %s",
                bits,
                address);
        for (int bit = bits; bit < 8 * bytes.length; bit++) {
            Check.that(
                    (bytes[bit / 8] & (0x80 >> bit % 8)) == 0,
                    "%s/%d has bits beyond the network's",
                    address,
                    bits);
        }
    }

    /// Reads `10.0.0.0/8`, `2001:db8::/32` or one address; throws [IllegalArgumentException].
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new Cidr(text, 8 * InetAddress.ofLiteral(text).getAddress().length);
        }
        return new Cidr(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
    }

    /// Whether the address is in this network. An IPv4 address is in networks of IPv4 only.
    public boolean contains(InetAddress other) {
        return contains(bytes(), other.getAddress());
    }

    /// The network's address, 4 or 16 bytes.
    public byte[] bytes() {
        return InetAddress.ofLiteral(address).getAddress();
    }

    /// The same of bytes got by [#bytes] once.
    public boolean contains(byte[] network, byte[] candidate) {
        if (network.length != candidate.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (network[i] != candidate[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((network[whole] ^ candidate[whole]) & (0xff << (8 - rest))) == 0;
    }

    @Override
    public String toString() {
        return address + "/" + bits;
    }
}
