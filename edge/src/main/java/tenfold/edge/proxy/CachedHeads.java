package tenfold.edge.proxy;

import io.netty.buffer.Unpooled;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.HeadLimits;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.http.Trailers;

/// Heads of answers that the cache makes, as if an application had sent them, so that every
/// protocol can write them. One per event loop, used for one head after the other.
final class CachedHeads {
    /// The cache adds a few lines to what clients and applications may send.
    private static final int MORE_BYTES = 1024;

    private static final int HEAD_BYTES_MAX = 1 << 20;
    private static final int MORE_FIELDS = 8;
    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] CACHE_STATUS = Ascii.bytes("Cache-Status: Tenfold; ");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");

    private final ByteSink sink = new ByteSink(2048);
    private final HeadLimits larger;
    private final ResponseHead head;
    private final Trailers noTrailers;

    CachedHeads(HeadLimits limits) {
        larger =
                new HeadLimits(
                        limits.startLineMax(),
                        Math.min(HEAD_BYTES_MAX, 2 * limits.fieldBytesMax() + MORE_BYTES),
                        limits.fieldsMax() + MORE_FIELDS);
        head = new ResponseHead(larger);
        noTrailers = new Trailers(limits);
    }

    /// Empty, for a whole head but for the empty line.
    ByteSink sink() {
        return sink.clear();
    }

    /// For a request that the cache makes of a client's, with conditions of its own.
    RequestHead newRequest() {
        return new RequestHead(larger);
    }

    Trailers noTrailers() {
        return noTrailers;
    }

    byte[] bytes() {
        return sink.bytes();
    }

    int size() {
        return sink.size();
    }

    /// What is in the sink, as the head that it is.
    ResponseHead read() {
        sink.line();
        head.clear();
        try {
            if (head.offer(Unpooled.wrappedBuffer(sink.bytes(), 0, sink.size()))) {
                return head;
            }
        } catch (HttpViolation violation) {
            throw new IllegalStateException("a head of the cache is not valid", violation);
        }
        throw new IllegalStateException("a head of the cache is not whole");
    }

    /// An application's head with a `Cache-Status` of ours.
    ResponseHead withStatus(ResponseHead from, String status) {
        byte[] b = from.bytes();
        ByteSink out = sink();
        out.put(VERSION).decimal(from.status()).put(' ');
        out.put(b, from.reasonStart(), from.reasonEnd()).line();
        for (int i = 0; i < from.fields(); i++) {
            if (from.passes(i)) {
                out.put(b, from.nameStart(i), from.nameEnd(i)).put(':').put(' ');
                out.put(b, from.valueStart(i), from.valueEnd(i)).line();
            }
        }
        BodyFraming framing = from.body(Method.GET);
        if (framing == BodyFraming.CHUNKED || framing == BodyFraming.UNTIL_CLOSE) {
            out.put(CHUNKED);
        } else if (from.contentLength() >= 0) {
            out.put(CONTENT_LENGTH).decimal(from.contentLength()).line();
        }
        out.put(CACHE_STATUS).put(Ascii.bytes(status)).line();
        return read();
    }
}
