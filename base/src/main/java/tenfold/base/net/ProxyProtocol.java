package tenfold.base.net;

import java.util.Arrays;

/// What both ends of the PROXY protocol, version 2, agree on
/// (haproxy.org/download/2.9/doc/proxy-protocol.txt, section 2.2).
public final class ProxyProtocol {
    private static final byte[] SIGNATURE = {
        '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
    };
    private static final byte LOCAL = 0x20;

    private ProxyProtocol() {}

    /// The twelve bytes with which a header begins, and no other protocol.
    public static byte[] signature() {
        return SIGNATURE.clone();
    }

    /// The header of somebody who speaks for himself.
    public static byte[] local() {
        byte[] header = Arrays.copyOf(SIGNATURE, SIGNATURE.length + 4);
        header[SIGNATURE.length] = LOCAL;
        return header;
    }
}
