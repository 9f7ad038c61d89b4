package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/// What goes to one server: slices of what clients sent, and small messages of ours gathered in one
/// buffer, so that one write takes both.
final class Outbox {
    /// First size of the buffer for messages of ours, and that from which the next one gets
    /// another.
    private static final int GATHERED = 512;

    private static final int GATHERED_MAX = 1 << 13;

    private final ChannelHandlerContext context;
    private @Nullable ByteBuf gathered;

    Outbox(ChannelHandlerContext context) {
        this.context = context;
    }

    /// Passes `length` bytes of `in` on.
    void pass(ByteBuf in, int from, int length) {
        ByteBuf own = gathered;
        if (own != null && length <= own.maxFastWritableBytes()) {
            own.writeBytes(in, from, length);
            return;
        }
        writeGathered();
        var _ = context.write(in.retainedSlice(from, length), context.voidPromise());
    }

    private void writeGathered() {
        ByteBuf own = gathered;
        if (own != null) {
            gathered = null;
            var _ = context.write(own, context.voidPromise());
        }
    }

    void flush() {
        writeGathered();
        context.flush();
    }

    /// Where messages of ours are appended; what is in it goes with the next [#flush].
    ByteBuf buffer() {
        ByteBuf own = gathered;
        if (own != null && own.readableBytes() > GATHERED_MAX) {
            writeGathered();
            own = null;
        }
        if (own == null) {
            own = context.alloc().buffer(GATHERED);
            gathered = own;
        }
        return own;
    }

    /// Drops what was not flushed.
    void close() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
