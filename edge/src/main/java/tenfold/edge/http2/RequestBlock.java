package tenfold.edge.http2;

import tenfold.edge.http.Ascii;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.Head;
import tenfold.edge.http.KnownField;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.Trailers;
import tenfold.edge.http2.HpackEncoder.Keeping;

/// The heads of requests as header blocks of one connection to a target: names in small letters,
/// nothing that speaks of a connection of HTTP/1.1, and what the edge has to say about the client.
public final class RequestBlock {
    private static final byte[] METHOD = Ascii.bytes(":method");
    private static final byte[] SCHEME = Ascii.bytes(":scheme");
    private static final byte[] PATH = Ascii.bytes(":path");
    private static final byte[] AUTHORITY = Ascii.bytes(":authority");
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("content-length");
    private static final byte[] EXPECT = Ascii.bytes("expect");
    private static final byte[] CONTINUE = Ascii.bytes("100-continue");
    private static final byte[] TE = Ascii.bytes("te");
    private static final byte[] TRAILERS = Ascii.bytes("trailers");
    private static final byte[] REQUEST_ID = Ascii.bytes("x-request-id");
    private static final byte[] COOKIE = Ascii.bytes("cookie");
    private static final byte[] AUTHORIZATION = Ascii.bytes("authorization");

    private final HpackEncoder encoder = new HpackEncoder();
    private final ByteSink block = new ByteSink(1024);
    private final ByteSink scratch = new ByteSink(64);
    private final Slice name = new Slice();
    private final Slice value = new Slice();

    /// The peer's table has that size.
    public void tableMax(long bytes) {
        encoder.tableMax(bytes);
    }

    /// The request; `added` are whole header lines that the edge sets (see `Forwarded`).
    public ByteSink head(RequestHead head, byte[] hostOfEdge, byte[] added, long requestId) {
        block.clear();
        encoder.begin(block);
        byte[] b = head.bytes();
        put(METHOD, b, 0, head.methodEnd(), Keeping.INDEXED);
        put(SCHEME, HTTP, 0, HTTP.length, Keeping.INDEXED);
        put(PATH, b, head.targetStart(), head.targetEnd(), Keeping.PLAIN);
        if (head.hostEnd() > head.hostStart()) {
            put(AUTHORITY, b, head.hostStart(), head.hostEnd(), Keeping.INDEXED);
        } else {
            put(AUTHORITY, hostOfEdge, 0, hostOfEdge.length, Keeping.INDEXED);
        }
        for (int i = 0; i < head.fields(); i++) {
            if (head.passes(i)) {
                field(head, i);
            } else if (head.kind(i) == KnownField.TE && head.value("te").equals("trailers")) {
                put(TE, TRAILERS, 0, TRAILERS.length, Keeping.INDEXED);
            }
        }
        if (head.body() != BodyFraming.CHUNKED && head.contentLength() >= 0) {
            plain(CONTENT_LENGTH, scratch.clear().decimal(head.contentLength()));
        }
        if (head.expectsContinue()) {
            put(EXPECT, CONTINUE, 0, CONTINUE.length, Keeping.INDEXED);
        }
        lines(added);
        plain(REQUEST_ID, scratch.clear().hex(requestId));
        return block;
    }

    /// Trailers, independent of all other blocks: they may be sent much later.
    public ByteSink trailers(Trailers trailers) {
        block.clear();
        for (int i = 0; i < trailers.fields(); i++) {
            if (trailers.kind(i) == KnownField.OTHER) {
                lower(trailers.bytes(), trailers.nameStart(i), trailers.nameEnd(i));
                value.of(trailers.bytes(), trailers.valueStart(i), trailers.valueEnd(i));
                encoder.field(block, name, value, Keeping.PLAIN);
            }
        }
        return block;
    }

    private void field(Head head, int i) {
        byte[] b = head.bytes();
        lower(b, head.nameStart(i), head.nameEnd(i));
        value.of(b, head.valueStart(i), head.valueEnd(i));
        boolean secret = name.is(COOKIE) || name.is(AUTHORIZATION);
        encoder.field(block, name, value, secret ? Keeping.NEVER : Keeping.INDEXED);
    }

    /// Lines as the edge itself has written them: `Name: value`.
    private void lines(byte[] added) {
        int at = 0;
        while (at < added.length) {
            int colon = at;
            while (added[colon] != ':') {
                colon++;
            }
            int end = colon;
            while (added[end] != '\r') {
                end++;
            }
            lower(added, at, colon);
            value.of(added, colon + 2, end);
            encoder.field(block, name, value, Keeping.PLAIN);
            at = end + 2;
        }
    }

    private void plain(byte[] field, ByteSink content) {
        put(field, content.bytes(), 0, content.size(), Keeping.PLAIN);
    }

    private void put(byte[] field, byte[] bytes, int from, int to, Keeping keeping) {
        encoder.field(block, name.of(field), value.of(bytes, from, to), keeping);
    }

    private void lower(byte[] bytes, int from, int to) {
        scratch.clear();
        for (int i = from; i < to; i++) {
            scratch.put((char) Ascii.lower(bytes[i]));
        }
        name.of(scratch.bytes(), 0, scratch.size());
    }
}
