package tenfold.edge.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The one reading of a request path that routes are chosen by.
///
/// The path is forwarded exactly as it came. Routing reads it with encoded plain characters decoded
/// (`%61` is `a`), repeated slashes as one, and encoded slashes as data. A path that applications
/// read in different ways is refused: dot segments, plain or encoded (browsers resolve them before
/// they send), `\`, an encoded NUL, and a `%` that is not followed by two hexadecimal digits.
final class RequestPath {
    private RequestPath() {}

    /// The reading as new bytes, or null when the path reads as it stands.
    static byte @Nullable [] reading(byte[] b, int from, int to) throws HttpViolation {
        boolean plain = true;
        for (int i = from; i < to; i++) {
            byte c = b[i];
            if (c == '\\') {
                throw HttpViolation.bad(Flaw.BAD_URI, "the path has a backslash");
            }
            plain &= c != '%' && !(c == '/' && i + 1 < to && (b[i + 1] == '/' || b[i + 1] == '.'));
        }
        return plain ? null : read(b, from, to);
    }

    private static byte[] read(byte[] b, int from, int to) throws HttpViolation {
        byte[] out = new byte[to - from];
        int size = 0;
        for (int i = from; i < to; i++) {
            byte c = b[i];
            if (c == '%') {
                int value = encoded(b, i, to);
                if (isPlain(value)) {
                    c = (byte) value;
                    i += 2;
                }
            } else if (c == '/' && size > 0 && out[size - 1] == '/') {
                continue;
            }
            out[size++] = c;
        }
        refuseDotSegments(out, size);
        return Arrays.copyOf(out, size);
    }

    private static int encoded(byte[] b, int at, int to) throws HttpViolation {
        int high = at + 2 < to ? Ascii.hex(b[at + 1]) : -1;
        int low = at + 2 < to ? Ascii.hex(b[at + 2]) : -1;
        if (high < 0 || low < 0) {
            throw HttpViolation.bad(
                    Flaw.BAD_URI, "the path has a '%' without two hexadecimal digits");
        }
        int value = high * 16 + low;
        if (value == 0) {
            throw HttpViolation.bad(Flaw.BAD_URI, "the path has an encoded NUL");
        }
        return value;
    }

    /// The unreserved characters of RFC 3986 section 2.3: encoded or not, they mean the same.
    private static boolean isPlain(int c) {
        return c < 128
                && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~');
    }

    private static void refuseDotSegments(byte[] b, int size) throws HttpViolation {
        int start = 0;
        for (int i = 0; i <= size; i++) {
            if (i == size || b[i] == '/') {
                if (isDots(b, start, i)) {
                    throw HttpViolation.bad(Flaw.BAD_URI, "the path has a '.' or '..' segment");
                }
                start = i + 1;
            }
        }
    }

    /// `.` or `..`, also with a `;` behind it, which some applications cut off before they resolve
    /// dots.
    private static boolean isDots(byte[] b, int from, int to) {
        int end = from;
        while (end < to && b[end] == '.') {
            end++;
        }
        int dots = end - from;
        return (dots == 1 || dots == 2) && (end == to || b[end] == ';');
    }
}
