package tenfold.edge.shield;

import java.util.Arrays;

/// Addresses of both families as 16 bytes: IPv4 is mapped (RFC 4291 section 2.5.5.2).
final class Mapped {
    static final int BYTES = 16;
    private static final int FOUR = 4;
    private static final int FOUR_AT = BYTES - FOUR;

    private Mapped() {}

    /// Of 4 or 16 bytes; the result may be the argument.
    static byte[] of(byte[] address) {
        if (address.length == BYTES) {
            return address;
        }
        byte[] mapped = new byte[BYTES];
        mapped[FOUR_AT - 2] = (byte) 0xff;
        mapped[FOUR_AT - 1] = (byte) 0xff;
        System.arraycopy(address, 0, mapped, FOUR_AT, FOUR);
        return mapped;
    }

    /// The /24 of an address of IPv4, the /48 of one of IPv6.
    static byte[] prefix(byte[] address) {
        byte[] prefix = of(address).clone();
        int kept = address.length == FOUR ? BYTES - 1 : 6;
        Arrays.fill(prefix, kept, BYTES, (byte) 0);
        return prefix;
    }
}
