package tenfold.edge.http2;

import tenfold.edge.http.Ascii;

/// Which fields may stand in a message of HTTP/2 (RFC 9113 section 8.2), and in a line of HTTP/1.1.
final class FieldRules {
    /// Fields that would speak of the connection (section 8.2.2).
    private static final byte[][] OF_CONNECTIONS = {
        Ascii.bytes("connection"),
        Ascii.bytes("keep-alive"),
        Ascii.bytes("proxy-connection"),
        Ascii.bytes("transfer-encoding"),
        Ascii.bytes("upgrade")
    };

    private FieldRules() {}

    static boolean isOfConnection(Slice name) {
        for (byte[] forbidden : OF_CONNECTIONS) {
            if (name.is(forbidden)) {
                return true;
            }
        }
        return false;
    }

    static boolean isName(Slice name) {
        for (int i = name.from; i < name.to; i++) {
            byte b = name.bytes[i];
            if (!Ascii.is(Ascii.TOKEN, b) || (b >= 'A' && b <= 'Z')) {
                return false;
            }
        }
        return name.size() > 0;
    }

    static boolean isValue(Slice value) {
        return value.size() == 0
                || (Ascii.all(Ascii.VALUE, value.bytes, value.from, value.to)
                        && !isBlank(value.bytes[value.from])
                        && !isBlank(value.bytes[value.to - 1]));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
