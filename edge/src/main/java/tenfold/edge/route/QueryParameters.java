package tenfold.edge.route;

import java.util.Arrays;
import java.util.List;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.RequestHead;

/// The parameters of a request's query one after the other, decoded as forms are (`+` is a space).
/// A `%` without two hexadecimal digits stands for itself.
final class QueryParameters {
    private final byte[] decoded;
    private final byte[] source;
    private final int end;
    private int next;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;

    QueryParameters(RequestHead head) {
        source = head.bytes();
        next = Math.min(head.pathEnd() + 1, head.targetEnd());
        end = head.targetEnd();
        decoded = new byte[end - next];
    }

    boolean next() {
        if (next >= end) {
            return false;
        }
        int to = next;
        while (to < end && source[to] != '&') {
            to++;
        }
        int sign = next;
        while (sign < to && source[sign] != '=') {
            sign++;
        }
        nameEnd = decode(next, sign, 0);
        valueStart = nameEnd;
        valueEnd = sign < to ? decode(sign + 1, to, nameEnd) : nameEnd;
        next = to + 1;
        return true;
    }

    boolean isNamed(byte[] name) {
        return Arrays.equals(decoded, 0, nameEnd, name, 0, name.length);
    }

    boolean valueFits(List<Glob> patterns) {
        return Condition.any(patterns, decoded, valueStart, valueEnd);
    }

    private int decode(int from, int to, int at) {
        int size = at;
        for (int i = from; i < to; i++) {
            byte b = source[i];
            int high = b == '%' && i + 2 < to ? Ascii.hex(source[i + 1]) : -1;
            int low = high >= 0 ? Ascii.hex(source[i + 2]) : -1;
            if (low >= 0) {
                b = (byte) (high * 16 + low);
                i += 2;
            } else if (b == '+') {
                b = ' ';
            }
            decoded[size++] = b;
        }
        return size;
    }
}
