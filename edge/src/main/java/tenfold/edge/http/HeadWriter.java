package tenfold.edge.http;

/// Writes heads anew from what was understood of them: nothing that was only seen is passed on.
public final class HeadWriter {
    private static final byte[] VERSION_LINE_END = Ascii.bytes(" HTTP/1.1\r\nHost: ");
    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] EXPECT = Ascii.bytes("Expect: 100-continue\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: upgrade\r\nUpgrade: ");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] REQUEST_ID = Ascii.bytes("X-Request-Id: ");

    private HeadWriter() {}

    /// The request for an instance. `added` are whole header lines that the edge sets (see
    /// `Forwarded`).
    public static void request(
            ByteSink out, RequestHead head, byte[] hostOfEdge, byte[] added, long requestId) {
        byte[] b = head.bytes();
        out.put(b, 0, head.methodEnd()).put(' ');
        byte[] target = head.sentTarget();
        if (target == null) {
            out.put(b, head.targetStart(), head.targetEnd());
        } else {
            out.put(target);
        }
        out.put(VERSION_LINE_END);
        if (head.hostEnd() > head.hostStart()) {
            out.put(b, head.hostStart(), head.hostEnd()).line();
        } else {
            out.put(hostOfEdge).line();
        }
        for (int i = 0; i < head.fields(); i++) {
            if (head.passes(i)) {
                field(out, head, i);
            }
        }
        if (head.body() == BodyFraming.CHUNKED) {
            out.put(CHUNKED);
        } else if (head.contentLength() >= 0) {
            out.put(CONTENT_LENGTH).decimal(head.contentLength()).line();
        }
        if (head.expectsContinue()) {
            out.put(EXPECT);
        }
        if (head.wantsUpgrade()) {
            upgrade(out, head, head.upgradeField());
        }
        out.put(added).put(REQUEST_ID).hex(requestId).line().line();
    }

    /// How a response's body goes to the client, and what becomes of the connection.
    public enum Delivery {
        /// The client takes chunks, and the connection stays.
        KEEP,
        /// The client takes chunks, and the connection ends with this response.
        CLOSE,
        /// An HTTP/1.0 client that asked to stay: the length must be known.
        KEEP_10,
        /// An HTTP/1.0 client: a body of unknown length ends with the connection.
        CLOSE_10
    }

    /// A final response for a client.
    public static void response(
            ByteSink out, ResponseHead head, Method method, Delivery delivery, long requestId) {
        statusLine(out, head);
        passing(out, head);
        BodyFraming body = head.body(method);
        boolean takesChunks = delivery == Delivery.KEEP || delivery == Delivery.CLOSE;
        if (body == BodyFraming.CHUNKED || body == BodyFraming.UNTIL_CLOSE) {
            if (takesChunks) {
                out.put(CHUNKED);
            }
        } else if (head.contentLength() >= 0 && head.status() != 204) {
            out.put(CONTENT_LENGTH).decimal(head.contentLength()).line();
        }
        ending(out, delivery, requestId);
    }

    /// The last lines of a final response, which are about the connection and the request.
    public static void ending(ByteSink out, Delivery delivery, long requestId) {
        switch (delivery) {
            case KEEP -> {}
            case KEEP_10 -> out.put(KEEP_ALIVE);
            case CLOSE, CLOSE_10 -> out.put(CLOSE);
        }
        out.put(REQUEST_ID).hex(requestId).line().line();
    }

    /// A 1xx response other than 101, which says nothing about bodies and connections.
    public static void interim(ByteSink out, ResponseHead head) {
        statusLine(out, head);
        passing(out, head);
        out.line();
    }

    /// 101: from here on the connection belongs to another protocol.
    public static void switching(ByteSink out, ResponseHead head) {
        statusLine(out, head);
        passing(out, head);
        upgrade(out, head, head.upgradeField());
        out.line();
    }

    /// The lines behind the last chunk, and the end of the body. Fields with a meaning for framing
    /// or routing are not taken from trailers.
    public static void trailers(ByteSink out, Trailers trailers) {
        for (int i = 0; i < trailers.fields(); i++) {
            if (trailers.kind(i) == KnownField.OTHER) {
                field(out, trailers, i);
            }
        }
        out.line();
    }

    private static void statusLine(ByteSink out, ResponseHead head) {
        out.put(VERSION).decimal(head.status()).put(' ');
        out.put(head.bytes(), head.reasonStart(), head.reasonEnd()).line();
    }

    private static void passing(ByteSink out, ResponseHead head) {
        for (int i = 0; i < head.fields(); i++) {
            if (head.passes(i)) {
                field(out, head, i);
            }
        }
    }

    private static void upgrade(ByteSink out, Head head, int field) {
        out.put(UPGRADE).put(head.bytes(), head.valueStart(field), head.valueEnd(field)).line();
    }

    private static void field(ByteSink out, Head head, int i) {
        byte[] b = head.bytes();
        out.put(b, head.nameStart(i), head.nameEnd(i)).put(':').put(' ');
        out.put(b, head.valueStart(i), head.valueEnd(i)).line();
    }
}
