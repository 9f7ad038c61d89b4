package tenfold.edge.cache.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// The bytes of one stored body, outside the heap: written once from front to back by one thread,
/// read by any number, also while it is being written.
///
/// Who wants to read keeps it ([#keep]) and drops it afterwards; the memory goes back when the last
/// one has dropped it. A small body is one buffer of its exact size, so that the memory counted is
/// the memory used.
public final class Body {
    static final int CHUNK_BYTES = 64 << 10;
    private static final int CHUNKS_INITIAL = 4;

    private final AtomicInteger keepers = new AtomicInteger(1);
    private final Ledger ledger;
    private final long length;
    private long taken;
    private volatile ByteBuf[] chunks;
    private volatile long written;

    private Body(long length, Ledger ledger) {
        this.length = length;
        this.ledger = ledger;
        taken = Math.max(0, length);
        chunks = new ByteBuf[length < 0 ? CHUNKS_INITIAL : chunksOf(length)];
    }

    /// An empty body that will have this length; null when there is no memory for it.
    public static @Nullable Body of(long length, Ledger ledger) {
        Check.that(length >= 0, "a body of %d bytes", length);
        return ledger.take(length) ? new Body(length, ledger) : null;
    }

    /// An empty body whose length nobody knows yet.
    public static Body ofUnknownLength(Ledger ledger) {
        return new Body(-1, ledger);
    }

    /// How many bytes can be read now.
    public long written() {
        return written;
    }

    /// The announced length, or -1.
    public long length() {
        return length;
    }

    /// Makes sure that this many more bytes fit; false when there is no memory for them. Only a
    /// body of unknown length asks.
    public boolean reserve(int bytes) {
        boolean granted = ledger.take(bytes);
        taken += granted ? bytes : 0;
        return granted;
    }

    /// A body of exactly what is written here; null when there is no memory for it.
    public @Nullable Body exact() {
        Body exact = of(written, ledger);
        while (exact != null && exact.written < exact.length) {
            ByteBuf piece = piece(exact.written, CHUNK_BYTES);
            exact.append(piece, piece.readableBytes());
            piece.release();
        }
        return exact;
    }

    /// Takes the next `size` bytes of `in`; the writer's thread alone.
    public void append(ByteBuf in, int size) {
        int left = size;
        while (left > 0) {
            long at = written;
            ByteBuf chunk = chunkFor(at);
            int offset = (int) (at % CHUNK_BYTES);
            int part = Math.min(left, chunk.capacity() - offset);
            chunk.setBytes(offset, in, in.readerIndex(), part);
            in.skipBytes(part);
            left -= part;
            written = at + part; // publishes the bytes
        }
    }

    /// Copies bytes from `position` on to `out`; they must have been written.
    public void copy(long position, int size, ByteBuf out) {
        long at = position;
        int left = size;
        while (left > 0) {
            ByteBuf chunk = chunks[(int) (at / CHUNK_BYTES)];
            int offset = (int) (at % CHUNK_BYTES);
            int part = Math.min(left, chunk.capacity() - offset);
            out.writeBytes(chunk, offset, part);
            at += part;
            left -= part;
        }
    }

    /// The bytes from `position` on, as many as lie together and at most `max`, as a buffer of the
    /// reader's own; they must have been written.
    public ByteBuf piece(long position, int max) {
        ByteBuf chunk = chunks[(int) (position / CHUNK_BYTES)];
        int offset = (int) (position % CHUNK_BYTES);
        long ready = Math.min(written - position, chunk.capacity() - offset);
        return chunk.retainedSlice(offset, (int) Math.min(ready, max));
    }

    /// Whether the body is still there; if so, it stays until [#drop].
    public boolean keep() {
        for (int now = keepers.get(); now > 0; now = keepers.get()) {
            if (keepers.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    public void drop() {
        int left = keepers.decrementAndGet();
        Check.that(left >= 0, "a body was dropped more often than kept");
        if (left == 0) {
            for (ByteBuf chunk : chunks) {
                if (chunk != null) {
                    chunk.release();
                }
            }
            ledger.give(taken);
        }
    }

    private ByteBuf chunkFor(long position) {
        int index = (int) (position / CHUNK_BYTES);
        ByteBuf[] all = chunks;
        if (index == all.length) {
            Check.that(length < 0, "a body is longer than announced");
            all = java.util.Arrays.copyOf(all, 2 * index);
            chunks = all;
        }
        if (all[index] == null) {
            long rest = length < 0 ? CHUNK_BYTES : length - (long) index * CHUNK_BYTES;
            all[index] =
                    ByteBufAllocator.DEFAULT.directBuffer(
                            (int) Math.min(rest, CHUNK_BYTES), CHUNK_BYTES);
        }
        return all[index];
    }

    private static int chunksOf(long length) {
        return (int) ((length + CHUNK_BYTES - 1) / CHUNK_BYTES);
    }
}
