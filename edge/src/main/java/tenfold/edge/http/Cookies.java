package tenfold.edge.http;

import org.jspecify.annotations.Nullable;

/// Finds one cookie in a request (RFC 6265 section 4.2).
public final class Cookies {
    private static final byte[] COOKIE = Ascii.bytes("cookie");

    private Cookies() {}

    /// The value of the first cookie of that name, or null.
    public static @Nullable String value(RequestHead head, byte[] name) {
        byte[] b = head.bytes();
        for (int i = 0; i < head.fields(); i++) {
            if (Ascii.spells(b, head.nameStart(i), head.nameEnd(i), COOKIE)) {
                String found = find(b, head.valueStart(i), head.valueEnd(i), name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable String find(byte[] b, int from, int to, byte[] name) {
        int at = from;
        while (at < to) {
            while (at < to && (b[at] == ' ' || b[at] == ';')) {
                at++;
            }
            int end = at;
            while (end < to && b[end] != ';') {
                end++;
            }
            int sign = at + name.length;
            if (sign < end && b[sign] == '=' && begins(b, at, name)) {
                return Ascii.text(b, sign + 1, end).strip();
            }
            at = end + 1;
        }
        return null;
    }

    private static boolean begins(byte[] b, int at, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (b[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
