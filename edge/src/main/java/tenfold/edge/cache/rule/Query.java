package tenfold.edge.cache.rule;

import java.util.Arrays;
import java.util.Set;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.RequestHead;

/// Takes parameters out of a request's query; `utm_*` stands for all that begin so. Names are
/// compared as they stand: what is spelled in another way (`utm%5fsource`) stays, for the key and
/// for the application alike.
public final class Query {
    private Query() {}

    /// The request's target without the parameters of these names; the rest keeps its order.
    public static byte[] without(RequestHead head, Set<String> ignored) {
        byte[] b = head.bytes();
        if (ignored.isEmpty() || head.pathEnd() == head.targetEnd()) {
            return Arrays.copyOfRange(b, head.targetStart(), head.targetEnd());
        }
        var out = new ByteSink(head.targetEnd() - head.targetStart());
        out.put(b, head.targetStart(), head.pathEnd());
        char sign = '?';
        int from = head.pathEnd() + 1;
        while (from <= head.targetEnd()) {
            int to = from;
            while (to < head.targetEnd() && b[to] != '&') {
                to++;
            }
            if (!isIgnored(name(b, from, to), ignored)) {
                out.put(sign).put(b, from, to);
                sign = '&';
            }
            from = to + 1;
        }
        return Arrays.copyOf(out.bytes(), out.size());
    }

    private static boolean isIgnored(String name, Set<String> ignored) {
        if (ignored.contains(name)) {
            return true;
        }
        for (String each : ignored) {
            if (each.endsWith("*") && name.startsWith(each.substring(0, each.length() - 1))) {
                return true;
            }
        }
        return false;
    }

    private static String name(byte[] b, int from, int to) {
        int end = from;
        while (end < to && b[end] != '=') {
            end++;
        }
        return Ascii.text(b, from, end);
    }
}
