package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.HeadWriter;
import tenfold.edge.http.Trailers;

/// What one event writes to one connection: heads, chunk frames and small pieces are gathered in
/// one buffer, large pieces are passed on as slices of what was read. One per event loop.
final class Outbox {
    /// Below this size, copying is cheaper than a buffer of its own in the write.
    private static final int COPY_MAX = 4096;

    private static final int FRAME_MAX = 24;
    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");
    private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n");

    private final Loop loop;
    private final ByteSink sink = new ByteSink(4096);
    private @Nullable ChannelHandlerContext to;
    private @Nullable ByteBuf small;
    private long written;

    Outbox(Loop loop) {
        this.loop = loop;
    }

    /// Empty scratch for a head; [#head] sends it.
    ByteSink sink() {
        return sink.clear();
    }

    void open(ChannelHandlerContext destination) {
        to = destination;
        written = 0;
    }

    /// Whether somebody is between [#open] and [#close].
    boolean isOpen() {
        return to != null;
    }

    /// Sends what is in the sink; `following` bytes of body will come with it.
    void head(int following) {
        room(sink.size() + Math.min(following, COPY_MAX) + FRAME_MAX)
                .writeBytes(sink.bytes(), 0, sink.size());
    }

    /// Sends the next `size` bytes of `in`.
    void body(ByteBuf in, int size, boolean chunked) {
        if (size <= COPY_MAX) {
            ByteBuf out = room(size + FRAME_MAX);
            if (chunked) {
                chunkSize(out, size);
            }
            out.writeBytes(in, size);
            if (chunked) {
                out.writeByte('\r').writeByte('\n');
            }
            return;
        }
        if (chunked) {
            chunkSize(room(FRAME_MAX), size);
        }
        send();
        written += size;
        var _ = context().write(in.readRetainedSlice(size), context().voidPromise());
        if (chunked) {
            room(FRAME_MAX).writeByte('\r').writeByte('\n');
        }
    }

    void lastChunk(Trailers trailers) {
        HeadWriter.trailers(sink().put(LAST_CHUNK), trailers);
        head(0);
    }

    /// Ends this event's output; returns how many bytes it was.
    long close() {
        send();
        loop.touch(context());
        to = null;
        return written;
    }

    private void send() {
        ByteBuf out = small;
        if (out != null) {
            small = null;
            written += out.readableBytes();
            var _ = context().write(out, context().voidPromise());
        }
    }

    private ByteBuf room(int size) {
        ByteBuf out = small;
        if (out == null) {
            out = context().alloc().directBuffer(size);
            small = out;
        }
        return out;
    }

    private ChannelHandlerContext context() {
        if (to == null) {
            throw new IllegalStateException("the outbox is not open");
        }
        return to;
    }

    private static void chunkSize(ByteBuf out, int size) {
        int shift = Math.max(0, (31 - Integer.numberOfLeadingZeros(size)) & ~3);
        for (; shift >= 0; shift -= 4) {
            out.writeByte(HEX[(size >>> shift) & 15]);
        }
        out.writeByte('\r').writeByte('\n');
    }
}
