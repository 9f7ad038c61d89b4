package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What one client has sent and its server has not answered yet, kept in case the server is lost.
///
/// How it works: usually that is what one read brought, which is kept as it is, uncopied. Only what
/// comes on top is copied, up to a limit; then nothing is known of what is under way but that it
/// is.
final class Flight {
    /// Bytes kept as they came.
    static final int WHOLE_MAX = 1 << 20;

    /// Bytes kept by copying.
    static final int COPIED_MAX = 1 << 16;

    private @Nullable ByteBuf kept;
    private boolean copied;
    private boolean overflown;
    private int from;
    private int to;
    private int answered;

    /// Bytes of `in` went to the server.
    void sent(ByteBuf in, int begin, int end) {
        ByteBuf before = kept;
        if (before == null && !overflown && end - begin <= WHOLE_MAX) {
            kept = in.retain();
            from = begin;
            to = end;
            return;
        }
        append(in, begin, end);
    }

    private void append(ByteBuf in, int begin, int end) {
        ByteBuf before = kept;
        if (before == null || (long) to - from + end - begin > COPIED_MAX) {
            clear();
            overflown = true;
            return;
        }
        if (!copied) {
            ByteBuf own = in.alloc().buffer(to - from + end - begin, COPIED_MAX);
            own.writeBytes(before, from, to - from);
            before.release();
            kept = own;
            copied = true;
            from = 0;
            before = own;
        }
        before.writeBytes(in, begin, end - begin);
        to = before.writerIndex();
    }

    /// One unit is answered.
    void answered() {
        answered++;
    }

    /// How many of the units kept are answered.
    int answeredCount() {
        return answered;
    }

    /// Everything is answered.
    void clear() {
        ByteBuf before = kept;
        if (before != null) {
            kept = null;
            before.release();
        }
        copied = false;
        overflown = false;
        answered = 0;
    }

    /// Whether more is under way than is kept.
    boolean isOverflown() {
        return overflown;
    }

    /// What is kept; nothing when that is empty. Valid until [#clear].
    @Nullable ByteBuf kept() {
        return kept == null ? null : kept.slice(from, to - from);
    }
}
