package tenfold.watch.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One series and its samples in memory: closed chunks, and one that is being written. Guarded by
/// its store.
final class Series {
    final int id;
    final Labels labels;
    final Kind kind;
    private final Deque<Chunk> closed = new ArrayDeque<>();
    private ChunkWriter open = new ChunkWriter();
    private long newest = Long.MIN_VALUE;

    /// The batch in which the source last named it; tells which series a source has stopped naming.
    long batch;

    /// The newest value; NaN while there is none.
    double value = Double.NaN;

    Series(int id, Labels labels, Kind kind) {
        this.id = id;
        this.labels = labels;
        this.kind = kind;
    }

    boolean append(long millis, double sample) {
        if (millis <= newest) {
            return false;
        }
        newest = millis;
        value = sample;
        return open.append(millis, sample);
    }

    /// A chunk from disk, older than all that follow.
    void restore(Chunk chunk) {
        if (chunk.firstMillis() > newest) {
            closed.addLast(chunk);
            newest = chunk.lastMillis();
        }
    }

    /// Ends the chunk that is being written; null when it is empty.
    @Nullable Chunk seal() {
        if (open.count() == 0) {
            return null;
        }
        Chunk chunk = open.chunk();
        closed.addLast(chunk);
        open = new ChunkWriter();
        return chunk;
    }

    /// Forgets closed chunks that end before `millis`, and returns them.
    List<Chunk> forget(long millis) {
        var gone = new ArrayList<Chunk>();
        while (!closed.isEmpty() && closed.getFirst().lastMillis() < millis) {
            gone.add(closed.removeFirst());
        }
        return gone;
    }

    boolean isEmpty() {
        return closed.isEmpty() && open.count() == 0;
    }

    long newestMillis() {
        return newest;
    }

    /// The chunks that have samples from `from` to `to`, both included.
    List<Chunk> chunks(long from, long to) {
        var chunks = new ArrayList<Chunk>();
        for (Chunk chunk : closed) {
            if (chunk.lastMillis() >= from && chunk.firstMillis() <= to) {
                chunks.add(chunk);
            }
        }
        if (open.count() > 0 && open.lastMillis() >= from) {
            chunks.add(open.chunk());
        }
        return chunks;
    }
}
