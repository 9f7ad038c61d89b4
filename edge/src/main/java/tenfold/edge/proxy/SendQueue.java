package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http2.FrameWriter;

/// What one stream sends: DATA as far as its window and the connection's allow; the rest waits. It
/// holds one read of an instance's connection at most, because that is not read while anything
/// waits.
final class SendQueue {
    private static final int FRAME_MAX = 16_384;

    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(4);
    private int stream;
    private int window;
    private int waitingBytes;
    private long sent;
    private boolean ends;
    private boolean ended;
    private @Nullable ByteSink trailers;

    void open(int streamId, int initialWindow) {
        stream = streamId;
        window = initialWindow;
        sent = 0;
        ends = false;
        ended = false;
        trailers = null;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// END_STREAM was sent.
    boolean hasEnded() {
        return ended;
    }

    /// Nothing can be sent before the client opens the stream's window.
    boolean isShut() {
        return window <= 0 && !waiting.isEmpty();
    }

    /// Bytes of DATA so far.
    long sent() {
        return sent;
    }

    /// The client changes the window; false when that makes it larger than it can be.
    boolean widen(long more) {
        long wider = window + more;
        window = (int) wider;
        return wider == window;
    }

    /// The head was sent with END_STREAM.
    void ended() {
        ends = true;
        ended = true;
    }

    /// Sends or keeps the next `size` bytes of `in`; `last` when the stream ends with them. Returns
    /// what it took of the connection's window.
    int data(ByteBuf in, int size, boolean last, Outbox out, int connectionWindow) {
        ends |= last;
        int left = size;
        while (waiting.isEmpty() && left > 0) {
            int length = Math.min(frameMax(connectionWindow - (size - left)), left);
            if (length <= 0) {
                break;
            }
            left -= length;
            frame(in, length, ends && left == 0, out);
        }
        if (left > 0) {
            waiting.add(in.readRetainedSlice(left));
            waitingBytes += left;
        }
        return size - left;
    }

    /// The stream ends behind what waits; `last` is a block of trailers, or null.
    void end(@Nullable ByteSink last, Outbox out) {
        ends = true;
        trailers = last;
        if (waiting.isEmpty()) {
            finish(out);
        }
    }

    /// Sends one frame of what waits; returns what it took of the connection's window.
    int next(Outbox out, int connectionWindow) {
        ByteBuf in = waiting.peek();
        int room = frameMax(connectionWindow);
        if (in == null || room <= 0) {
            return 0;
        }
        int length = Math.min(room, in.readableBytes());
        waitingBytes -= length;
        frame(in, length, ends && trailers == null && waitingBytes == 0, out);
        if (!in.isReadable()) {
            waiting.remove();
            in.release();
        }
        if (waiting.isEmpty() && ends && !ended) {
            finish(out);
        }
        return length;
    }

    void release() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        waitingBytes = 0;
    }

    private int frameMax(int connectionWindow) {
        return Math.min(FRAME_MAX, Math.min(window, connectionWindow));
    }

    private void frame(ByteBuf in, int length, boolean last, Outbox out) {
        FrameWriter.data(out.sink(), stream, length, last);
        out.head(length);
        out.body(in, length, false);
        window -= length;
        sent += length;
        ended |= last;
    }

    private void finish(Outbox out) {
        ended = true;
        ByteSink block = trailers;
        if (block == null) {
            FrameWriter.data(out.sink(), stream, 0, true);
        } else {
            FrameWriter.headers(out.sink(), stream, block, true);
        }
        out.head(0);
    }
}
