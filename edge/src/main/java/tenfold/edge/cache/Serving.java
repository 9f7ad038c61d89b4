package tenfold.edge.cache;

import java.util.Locale;
import java.util.Set;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.ByteRange;
import tenfold.edge.cache.rule.Fields;
import tenfold.edge.cache.store.StoredAnswer;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.Method;

/// How a stored answer is sent to one client: which status, and which bytes of the body (RFC 9111
/// section 4.3.2, RFC 9110 sections 13 and 14).
public record Serving(int status, long from, long to) {
    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] NOT_MODIFIED = Ascii.bytes("Not Modified");
    private static final byte[] PARTIAL = Ascii.bytes("Partial Content");
    private static final byte[] NOT_SATISFIABLE = Ascii.bytes("Range Not Satisfiable");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CONTENT_RANGE = Ascii.bytes("Content-Range: bytes ");
    private static final byte[] ALL_OF = Ascii.bytes("*/");
    private static final byte[] AGE = Ascii.bytes("Age: ");
    private static final byte[] CACHE_STATUS = Ascii.bytes("Cache-Status: Tenfold; ");
    private static final byte[] TTL = Ascii.bytes("; ttl=");

    /// RFC 9110 section 15.4.5, and what tells a version.
    private static final Set<String> OF_NOT_MODIFIED =
            Set.of(
                    "cache-control",
                    "cdn-cache-control",
                    "content-location",
                    "date",
                    "etag",
                    "expires",
                    "last-modified",
                    "vary");

    /// `length` is that of the whole body.
    public static Serving of(StoredAnswer answer, Asked asked, Method method, long length) {
        int status = answer.status().code();
        long all = method == Method.HEAD ? 0 : length;
        if (status != 200) {
            return new Serving(status, 0, all);
        }
        if (asked.isConditional() && answer.validators().areKnownTo(asked)) {
            return new Serving(304, 0, 0);
        }
        boolean ranged =
                asked.hasRange()
                        && method == Method.GET
                        && (!asked.hasIfRange() || answer.validators().isRangeOf(asked.ifRange()));
        if (!ranged) {
            return new Serving(200, 0, all);
        }
        return switch (ByteRange.of(asked.range(), length)) {
            case ByteRange.Whole _ -> new Serving(200, 0, all);
            case ByteRange.Part part -> new Serving(206, part.first(), part.last() + 1);
            case ByteRange.Unsatisfiable _ -> new Serving(416, 0, 0);
        };
    }

    /// Writes the head but for the lines about the connection and the empty one. `how` is the word
    /// of `Cache-Status` (RFC 9211).
    public void head(ByteSink out, StoredAnswer answer, long length, long now, byte[] how) {
        out.put(VERSION).decimal(status).put(' ').put(reason(answer)).line();
        switch (status) {
            case 304 -> some(out, answer.fields());
            case 416 -> out.put(CONTENT_RANGE).put(ALL_OF).decimal(length).line();
            default -> out.put(answer.lines());
        }
        if (status == 206) {
            out.put(CONTENT_RANGE).decimal(from).put('-').decimal(to - 1).put('/');
            out.decimal(length).line();
        }
        if (status == 206 || status == 416) {
            out.put(CONTENT_LENGTH).decimal(to - from).line();
        } else if (status != 204 && status != 304) {
            out.put(CONTENT_LENGTH).decimal(length).line();
        }
        long age = answer.times().ageAt(now);
        long ttl = (answer.times().lifetime().fresh() - age) / 1000;
        out.put(AGE).decimal(age / 1000).line();
        out.put(CACHE_STATUS).put(how).put(TTL);
        if (ttl < 0) {
            out.put('-');
        }
        out.decimal(Math.abs(ttl)).line();
    }

    private byte[] reason(StoredAnswer answer) {
        return switch (status) {
            case 206 -> PARTIAL;
            case 304 -> NOT_MODIFIED;
            case 416 -> NOT_SATISFIABLE;
            default -> Ascii.bytes(answer.status().reason());
        };
    }

    private static void some(ByteSink out, Fields fields) {
        for (Fields.Field each : fields.list()) {
            if (OF_NOT_MODIFIED.contains(each.name().toLowerCase(Locale.ROOT))) {
                out.put(Ascii.bytes(each.name() + ": " + each.value())).line();
            }
        }
    }
}
