package tenfold.edge.http2;

import io.netty.buffer.ByteBuf;
import tenfold.edge.http.Ascii;

/// The bytes with which a client begins HTTP/2 (RFC 9113 section 3.4).
public final class Preface {
    private static final byte[] BYTES = Ascii.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    /// Whether bytes are the preface; PART when it depends on what comes next.
    public enum Match {
        NONE,
        PART,
        WHOLE
    }

    private Preface() {}

    public static int size() {
        return BYTES.length;
    }

    static byte[] bytes() {
        return BYTES;
    }

    public static Match match(ByteBuf in) {
        int size = Math.min(in.readableBytes(), BYTES.length);
        for (int i = 0; i < size; i++) {
            if (in.getByte(in.readerIndex() + i) != BYTES[i]) {
                return Match.NONE;
            }
        }
        return size == BYTES.length ? Match.WHOLE : Match.PART;
    }
}
