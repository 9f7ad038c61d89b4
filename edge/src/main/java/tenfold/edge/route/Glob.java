package tenfold.edge.route;

import tenfold.edge.http.Ascii;

/// A pattern in which `*` stands for any bytes, also none; all others stand for themselves.
///
/// How it works: on a mismatch only the last `*` is widened, which is enough because an earlier one
/// could take nothing that the last cannot. The cost is at most pattern times text.
final class Glob {
    private final byte[] pattern;
    private final boolean plain;

    /// `pattern` in the bytes of the texts it is compared with.
    Glob(byte[] pattern) {
        this.pattern = pattern;
        plain = Ascii.text(pattern, 0, pattern.length).indexOf('*') < 0;
    }

    boolean fits(byte[] text, int from, int to) {
        if (plain && to - from != pattern.length) {
            return false;
        }
        int at = 0;
        int i = from;
        int star = -1;
        int resume = from;
        while (i < to) {
            if (at < pattern.length && pattern[at] == '*') {
                star = at++;
                resume = i;
            } else if (at < pattern.length && pattern[at] == text[i]) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }
}
