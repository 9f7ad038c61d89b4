package tenfold.edge.cache.rule;

/// What a `Range` field asks of a body whose length is known (RFC 9110 section 14).
public sealed interface ByteRange {
    /// All of it: no range that is understood, or more than one, which a server may ignore.
    record Whole() implements ByteRange {}

    /// From `first` to `last`, both included.
    record Part(long first, long last) implements ByteRange {
        public long length() {
            return last - first + 1;
        }
    }

    /// Nothing of it: 416.
    record Unsatisfiable() implements ByteRange {}

    ByteRange WHOLE = new Whole();

    static ByteRange of(String value, long length) {
        String lower = value.toLowerCase(java.util.Locale.ROOT);
        if (!lower.startsWith("bytes=") || lower.indexOf(',') >= 0) {
            return WHOLE;
        }
        String range = lower.substring("bytes=".length()).strip();
        int dash = range.indexOf('-');
        if (dash < 0 || !range.matches("[0-9]{0,18}-[0-9]{0,18}") || range.length() == 1) {
            return WHOLE;
        }
        if (dash == 0) {
            long suffix = Long.parseLong(range.substring(1));
            return suffix == 0 || length == 0
                    ? new Unsatisfiable()
                    : new Part(Math.max(0, length - suffix), length - 1);
        }
        long first = Long.parseLong(range.substring(0, dash));
        String end = range.substring(dash + 1);
        long last = end.isEmpty() ? length - 1 : Long.parseLong(end);
        if (!end.isEmpty() && last < first) {
            return WHOLE;
        }
        return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
    }
}
