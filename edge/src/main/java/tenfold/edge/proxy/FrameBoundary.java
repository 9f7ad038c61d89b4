package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;

/// Follows the frames of a WebSocket (RFC 6455 section 5.2) in bytes that pass, to know when a
/// frame of the edge's own may stand between two of them. Looks at headers only.
final class FrameBoundary {
    private static final int HEADER_MIN = 2;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int LENGTH_2 = 126;
    private static final int LENGTH_8 = 127;
    private static final int MASK_BYTES = 4;

    private final byte[] header = new byte[HEADER_MIN + 8 + MASK_BYTES];
    private int have;
    private long left;

    /// Bytes pass; they are not taken.
    void passes(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end) {
            if (left > 0) {
                long skipped = Math.min(left, end - at);
                left -= skipped;
                at += (int) skipped;
                continue;
            }
            header[have++] = in.getByte(at++);
            if (have >= HEADER_MIN && have == headerLength()) {
                left = payloadLength();
                have = 0;
            }
        }
    }

    /// Whether what has passed ends with a whole frame.
    boolean isBetweenFrames() {
        return have == 0 && left == 0;
    }

    private int headerLength() {
        int length = header[1] & LENGTH;
        int extended = length == LENGTH_2 ? 2 : length == LENGTH_8 ? 8 : 0;
        return HEADER_MIN + extended + ((header[1] & MASKED) != 0 ? MASK_BYTES : 0);
    }

    private long payloadLength() {
        int length = header[1] & LENGTH;
        int bytes = length == LENGTH_2 ? 2 : length == LENGTH_8 ? 8 : 0;
        if (bytes == 0) {
            return length;
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = (value << 8) | (header[HEADER_MIN + i] & 0xff);
        }
        return value & Long.MAX_VALUE; // the highest bit must be 0; a peer that sets it is lost
    }
}
