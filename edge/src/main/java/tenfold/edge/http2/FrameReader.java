package tenfold.edge.http2;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Reads the frames of a peer (RFC 9113 sections 4 and 6), whole ones only, and puts header blocks
/// together. Its memory is one header block.
public final class FrameReader {
    /// More frames than this for one header block are an attack, however small they are.
    static final int CONTINUATIONS_MAX = 32;

    private final Frames frames;
    private final int blockBytesMax;
    private byte[] block = {};
    private int blockLength;
    private int blockStream;
    private boolean blockEnds;
    private int continuations;
    private boolean settled;

    public FrameReader(Frames frames, int blockBytesMax) {
        this.frames = frames;
        this.blockBytesMax = blockBytesMax;
    }

    /// Whether a header block has begun and not ended.
    public boolean inBlock() {
        return blockStream != 0;
    }

    /// Reads the next frame; false when it has not come whole.
    public boolean next(ByteBuf in) throws Http2Violation {
        if (in.readableBytes() < FrameType.HEADER_SIZE) {
            return false;
        }
        int at = in.readerIndex();
        int length = in.getUnsignedMedium(at);
        int type = in.getUnsignedByte(at + 3);
        if (length > FrameType.PAYLOAD_MAX) {
            throw Http2Violation.frameSize("a frame above 16384 bytes");
        }
        if (!settled && type != FrameType.SETTINGS) {
            throw Http2Violation.protocol("the first frame is not SETTINGS");
        }
        if (in.readableBytes() < FrameType.HEADER_SIZE + length) {
            return false;
        }
        settled = true;
        int flags = in.getUnsignedByte(at + 4);
        int stream = in.getInt(at + 5) & Integer.MAX_VALUE;
        int end = at + FrameType.HEADER_SIZE + length;
        in.skipBytes(FrameType.HEADER_SIZE);
        if (inBlock() && (type != FrameType.CONTINUATION || stream != blockStream)) {
            throw Http2Violation.protocol("a frame within a header block");
        }
        try {
            frame(in, type, flags, stream, length);
        } finally {
            in.readerIndex(end);
        }
        return true;
    }

    private void frame(ByteBuf in, int type, int flags, int stream, int length)
            throws Http2Violation {
        switch (type) {
            case FrameType.DATA -> data(in, flags, clients(stream), length);
            case FrameType.HEADERS -> headers(in, flags, clients(stream), length);
            case FrameType.PRIORITY -> {
                size(length == 5, clients(stream), "PRIORITY is not 5 bytes");
                priority(in, stream);
                frames.idle();
            }
            case FrameType.RST_STREAM -> {
                size(length == 4, 0, "RST_STREAM is not 4 bytes");
                frames.reset(clients(stream), in.readUnsignedInt());
            }
            case FrameType.SETTINGS -> settings(in, flags, ofConnection(stream), length);
            case FrameType.PUSH_PROMISE -> throw Http2Violation.protocol("nobody may push here");
            case FrameType.PING -> {
                size(length == 8, ofConnection(stream), "PING is not 8 bytes");
                if ((flags & FrameType.ACK) == 0) {
                    frames.ping(in.readLong());
                } else {
                    frames.idle();
                }
            }
            case FrameType.GOAWAY -> {
                size(length >= 8, ofConnection(stream), "GOAWAY is below 8 bytes");
                frames.goAway(in.readInt() & Integer.MAX_VALUE, in.readUnsignedInt());
            }
            case FrameType.WINDOW_UPDATE -> window(in, stream, length);
            case FrameType.CONTINUATION -> continuation(in, flags, length);
            default -> frames.idle(); // section 4.1: unknown frames are ignored
        }
    }

    private void data(ByteBuf in, int flags, int stream, int length) throws Http2Violation {
        int size = length - padding(in, flags, length);
        boolean ends = (flags & FrameType.END_STREAM) != 0;
        if (length == 0 && !ends) {
            frames.idle();
        }
        frames.data(stream, in, size, length, ends);
    }

    /// Reads the length of the padding; returns how many bytes are not data.
    private static int padding(ByteBuf in, int flags, int length) throws Http2Violation {
        if ((flags & FrameType.PADDED) == 0) {
            return 0;
        }
        size(length >= 1, 0, "a padded frame without a length of padding");
        int padding = in.readUnsignedByte() + 1;
        if (padding > length) {
            throw Http2Violation.protocol("padding that is longer than its frame");
        }
        return padding;
    }

    private void headers(ByteBuf in, int flags, int stream, int length) throws Http2Violation {
        int size = length - padding(in, flags, length);
        blockStream = stream;
        blockLength = 0;
        continuations = 0;
        blockEnds = (flags & FrameType.END_STREAM) != 0;
        if ((flags & FrameType.PRIORITIZED) != 0) {
            size(size >= 5, 0, "HEADERS without the priority that it announces");
            size -= 5;
            priority(in, stream);
        }
        fragment(in, flags, size);
    }

    private void continuation(ByteBuf in, int flags, int length) throws Http2Violation {
        if (!inBlock()) {
            throw Http2Violation.protocol("CONTINUATION of nothing");
        }
        if (++continuations > CONTINUATIONS_MAX) {
            throw tooLarge("a header block of too many frames");
        }
        fragment(in, flags, length);
    }

    private void fragment(ByteBuf in, int flags, int size) throws Http2Violation {
        int needed = blockLength + size;
        if (needed > blockBytesMax) {
            throw tooLarge("a header block that is too large");
        }
        if (needed > block.length) {
            block = Arrays.copyOf(block, Math.max(needed, Math.min(2 * needed, blockBytesMax)));
        }
        in.readBytes(block, blockLength, size);
        blockLength = needed;
        if ((flags & FrameType.END_HEADERS) != 0) {
            int stream = blockStream;
            blockStream = 0;
            frames.headers(stream, block, blockLength, blockEnds);
        }
    }

    private static Http2Violation tooLarge(String message) {
        return Http2Violation.ofConnection(ErrorCode.ENHANCE_YOUR_CALM, message);
    }

    /// Priorities were withdrawn (RFC 9113 section 5.3); only their form still counts.
    private static void priority(ByteBuf in, int stream) throws Http2Violation {
        int dependsOn = in.readInt() & Integer.MAX_VALUE;
        in.skipBytes(1);
        if (dependsOn == stream) {
            throw Http2Violation.protocol("a stream that depends on itself");
        }
    }

    private void settings(ByteBuf in, int flags, int stream, int length) throws Http2Violation {
        if ((flags & FrameType.ACK) != 0) {
            size(length == 0, stream, "an acknowledgement of SETTINGS with a payload");
            frames.idle();
            return;
        }
        size(length % 6 == 0, stream, "SETTINGS is not a multiple of 6 bytes");
        for (int left = length; left > 0; left -= 6) {
            frames.setting(in.readUnsignedShort(), in.readUnsignedInt());
        }
        frames.settingsEnd();
    }

    private void window(ByteBuf in, int stream, int length) throws Http2Violation {
        size(length == 4, 0, "WINDOW_UPDATE is not 4 bytes");
        int increment = in.readInt() & Integer.MAX_VALUE;
        if (increment == 0) {
            throw Http2Violation.ofStream(
                    stream, ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of nothing");
        }
        frames.window(stream == 0 ? 0 : clients(stream), increment);
    }

    private static int clients(int stream) throws Http2Violation {
        if ((stream & 1) == 0) {
            throw Http2Violation.protocol("a stream that is not a client's");
        }
        return stream;
    }

    private static int ofConnection(int stream) throws Http2Violation {
        if (stream != 0) {
            throw Http2Violation.protocol("a stream where there is none");
        }
        return 0;
    }

    private static void size(boolean right, int stream, String otherwise) throws Http2Violation {
        if (!right) {
            throw Http2Violation.ofStream(stream, ErrorCode.FRAME_SIZE_ERROR, otherwise);
        }
    }
}
