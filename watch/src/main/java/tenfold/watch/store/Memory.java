package tenfold.watch.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All known series, and their newest samples. Thread-safe.
final class Memory {
    /// What a chunk takes beside its bytes.
    private static final int CHUNK_BYTES = 64;

    private final StoreLimits limits;
    private final Map<Labels, Series> byLabels = new HashMap<>();
    private final TreeMap<Integer, Series> byId = new TreeMap<>();
    private int nextId = 1;
    private int active;
    private long closedBytes;
    private long from;

    Memory(StoreLimits limits) {
        this.limits = limits;
    }

    synchronized void restore(Series series) {
        byLabels.put(series.labels, series);
        byId.put(series.id, series);
        nextId = Math.max(nextId, series.id + 1);
    }

    synchronized void restore(int id, Chunk chunk) {
        Series series = byId.get(id);
        if (series != null) {
            active += series.isEmpty() ? 1 : 0;
            series.restore(chunk);
            closedBytes += chunk.bytes().length + CHUNK_BYTES;
        }
    }

    /// The series of a reading; null when there is none yet.
    synchronized @Nullable Series find(Labels labels) {
        return byLabels.get(labels);
    }

    synchronized @Nullable Series find(int id) {
        return byId.get(id);
    }

    /// A new series; null when there are too many.
    synchronized @Nullable Series add(Labels labels, Kind kind) {
        if (active >= limits.seriesMax() || byId.size() >= limits.knownMax()) {
            return null;
        }
        var series = new Series(nextId++, labels, kind);
        restore(series);
        return series;
    }

    /// Appends a sample; false when it is not newer than the last, or one series more than allowed.
    synchronized boolean append(Series series, long millis, double value) {
        boolean first = series.isEmpty();
        if (first && active >= limits.seriesMax()) {
            return false;
        }
        boolean appended = series.append(millis, value);
        active += first && appended ? 1 : 0;
        return appended;
    }

    /// Ends all open chunks; they are the samples of the block that is over.
    synchronized List<BlockFile.Entry> seal() {
        var entries = new ArrayList<BlockFile.Entry>();
        for (Series series : byId.values()) {
            Chunk chunk = series.seal();
            if (chunk != null) {
                closedBytes += chunk.bytes().length + CHUNK_BYTES;
                entries.add(
                        new BlockFile.Entry(new BlockFile.Place(series.id, Column.VALUE), chunk));
            }
        }
        return entries;
    }

    /// Forgets what is older than `keepFrom`, and more when memory is full.
    synchronized void forget(long keepFrom) {
        from = Math.max(from, keepFrom);
        drop();
        while (closedBytes > limits.memoryBytesMax() && from < newest()) {
            from += Tier.SECONDS.blockMillis();
            drop();
        }
        active = (int) byId.values().stream().filter(series -> !series.isEmpty()).count();
    }

    private void drop() {
        for (Series series : byId.values()) {
            for (Chunk gone : series.forget(from)) {
                closedBytes -= gone.bytes().length + CHUNK_BYTES;
            }
        }
    }

    private long newest() {
        return byId.values().stream().mapToLong(Series::newestMillis).max().orElse(0);
    }

    /// Removes series without samples that are not among `used`; true when there were any.
    synchronized boolean retire(BitSet used) {
        boolean any = byId.values().removeIf(series -> series.isEmpty() && !used.get(series.id));
        byLabels.values().removeIf(series -> !byId.containsKey(series.id));
        return any;
    }

    synchronized List<Series> all() {
        return List.copyOf(byId.values());
    }

    /// From when on memory holds every sample.
    synchronized long from() {
        return from;
    }

    synchronized void startsAt(long millis) {
        from = millis;
    }

    /// The chunks of some series with samples from `start` (included) to `end` (excluded).
    synchronized Map<Integer, List<Chunk>> chunks(Collection<Integer> ids, long start, long end) {
        var chunks = new TreeMap<Integer, List<Chunk>>();
        for (int id : ids) {
            Series series = byId.get(id);
            if (series != null) {
                chunks.put(id, series.chunks(start, end - 1));
            }
        }
        return chunks;
    }

    /// What each series with a present value last was.
    synchronized List<Reading> latest(long since) {
        return byId.values().stream()
                .filter(one -> one.newestMillis() >= since && !Double.isNaN(one.value))
                .map(one -> new Reading(one.labels, one.kind, one.value))
                .toList();
    }

    synchronized int active() {
        return active;
    }

    synchronized int known() {
        return byId.size();
    }

    synchronized long bytes() {
        return closedBytes;
    }
}
