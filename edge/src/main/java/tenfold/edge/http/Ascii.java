package tenfold.edge.http;

import java.nio.charset.StandardCharsets;

/// The character classes of HTTP/1.1 (RFC 9110 section 5.6, RFC 3986), as one table with a bit for
/// each class.
public final class Ascii {
    /// Letters, digits and the signs of a token: methods and field names.
    public static final int TOKEN = 1;

    /// What a field value may hold: visible ASCII, space, tab and bytes above 127 (obs-text).
    public static final int VALUE = 2;

    /// What a request target may hold: visible ASCII but `#`.
    public static final int TARGET = 4;

    /// What a registered name may hold; no percent sign, because encoded hosts have two readings.
    static final int HOST = 8;

    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean letterOrDigit = c < 128 && Character.isLetterOrDigit(c);
            boolean visible = c > 0x20 && c < 0x7f;
            int bits = letterOrDigit || in("!#$%&'*+-.^_`|~", c) ? TOKEN : 0;
            bits |= visible || c == ' ' || c == '\t' || c > 0x7f ? VALUE : 0;
            bits |= visible && c != '#' ? TARGET : 0;
            bits |= letterOrDigit || in("-._~!$&'()*+,;=", c) ? HOST : 0;
            CLASSES[c] = (byte) bits;
        }
    }

    private Ascii() {}

    private static boolean in(String signs, int c) {
        return c < 128 && signs.indexOf(c) >= 0;
    }

    public static boolean is(int kind, byte b) {
        return (CLASSES[b & 0xff] & kind) != 0;
    }

    public static boolean all(int kind, byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!is(kind, bytes[i])) {
                return false;
            }
        }
        return true;
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    public static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }

    /// Whether the range spells `lower` when its letters are made small.
    public static boolean spells(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /// The value of a hexadecimal digit, or -1.
    public static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
