package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What a client has sent and nobody could use yet: a part of a head, a body whose instance is not
/// connected, requests sent ahead. [ClientConnection] bounds it by not reading.
final class Backlog {
    private @Nullable ByteBuf bytes;

    /// The bytes, to be read from, or null.
    @Nullable ByteBuf bytes() {
        return bytes;
    }

    int size() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /// Whether there is no buffer; one that was read to its end still counts, until [#trim].
    boolean isEmpty() {
        return bytes == null;
    }

    void add(ByteBuf more) {
        bytes = bytes == null ? more : joined(bytes, more);
    }

    /// Gives the buffer back if it was read to its end.
    void trim() {
        if (bytes != null && !bytes.isReadable()) {
            release();
        }
    }

    /// Hands the bytes over, if there are any.
    @Nullable ByteBuf take() {
        ByteBuf taken = bytes;
        bytes = null;
        return taken;
    }

    void release() {
        ByteBuf left = bytes;
        bytes = null;
        if (left != null) {
            left.release();
        }
    }

    private static ByteBuf joined(ByteBuf before, ByteBuf more) {
        if (!before.isReadable()) {
            before.release();
            return more;
        }
        ByteBuf joined = more.alloc().directBuffer(before.readableBytes() + more.readableBytes());
        joined.writeBytes(before).writeBytes(more);
        before.release();
        more.release();
        return joined;
    }
}
