package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// What one client has sent that cannot be processed yet: part of a message, or anything while it
/// waits. Its bytes count for its loop, which has a limit for all.
final class Backlog {
    private final Loop loop;
    private @Nullable ByteBuf kept;
    private int counted;

    Backlog(Loop loop) {
        this.loop = loop;
    }

    boolean isEmpty() {
        return kept == null;
    }

    /// All that is kept, and `in` behind it; nothing is kept any more.
    ByteBuf with(ByteBuf in) {
        ByteBuf before = take();
        if (before == null) {
            return in;
        }
        before.writeBytes(in);
        in.release();
        return before;
    }

    /// All that is kept; nothing is kept any more.
    @Nullable ByteBuf take() {
        ByteBuf before = kept;
        kept = null;
        count(0);
        return before;
    }

    /// Keeps a copy of what is readable in `in`, which is released.
    void keep(ByteBuf in, ByteBufAllocator allocator) {
        kept = allocator.buffer(Math.max(256, in.readableBytes() * 2)).writeBytes(in);
        in.release();
        count(size());
    }

    /// Keeps a copy of what is readable in `begin` in front of all else.
    void putInFront(ByteBuf begin, ByteBufAllocator allocator) {
        ByteBuf rest = take();
        int length = begin.readableBytes() + (rest == null ? 256 : rest.readableBytes());
        ByteBuf all = allocator.buffer(length).writeBytes(begin);
        if (rest != null) {
            all.writeBytes(rest);
            rest.release();
        }
        kept = all;
        count(size());
    }

    int size() {
        return kept == null ? 0 : kept.readableBytes();
    }

    void clear() {
        ByteBuf before = take();
        if (before != null) {
            before.release();
        }
    }

    private void count(int size) {
        if (size != counted) {
            loop.holds(size - counted);
            counted = size;
        }
    }
}
