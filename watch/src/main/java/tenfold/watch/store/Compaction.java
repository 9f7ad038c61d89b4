package tenfold.watch.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes coarser blocks from finer ones when their time is over. It keeps nothing of its own: what
/// a crash left undone is done at the next run.
final class Compaction {
    /// So many series at a time, so that memory stays bounded.
    private static final int SERIES_AT_ONCE = 256;

    private final BlockShelf shelf;
    private final Memory memory;

    Compaction(BlockShelf shelf, Memory memory) {
        this.shelf = shelf;
        this.memory = memory;
    }

    /// Makes every block that is due at `now`.
    void run(long now) throws IOException {
        for (Tier tier : List.of(Tier.QUARTERS, Tier.FIVES)) {
            long first = Math.max(shelf.endOf(tier), tier.blockStart(shelf.startOf(tier.finer())));
            long end = Math.min(now, shelf.endOf(tier.finer()));
            for (long start = first;
                    start < end && start + tier.blockMillis() <= end;
                    start += tier.blockMillis()) {
                make(tier, start);
            }
        }
    }

    private void make(Tier tier, long start) throws IOException {
        var entries = new ArrayList<BlockFile.Entry>();
        List<Series> all = memory.all();
        for (int at = 0; at < all.size(); at += SERIES_AT_ONCE) {
            List<Series> some = all.subList(at, Math.min(all.size(), at + SERIES_AT_ONCE));
            entries.addAll(entries(tier, start, some));
        }
        if (!entries.isEmpty()) {
            shelf.write(tier, start, entries);
        }
    }

    private List<BlockFile.Entry> entries(Tier tier, long start, List<Series> some) {
        var ids = new BitSet();
        var counters = new BitSet();
        for (Series series : some) {
            ids.set(series.id);
            counters.set(series.id, series.kind == Kind.COUNTER);
        }
        var found = new TreeMap<Integer, List<BlockFile.Entry>>();
        for (Column column : Column.values()) {
            BitSet wanted = (BitSet) ids.clone();
            if (column != Column.VALUE) {
                wanted.andNot(counters);
            }
            var range =
                    new BlockShelf.Range(
                            tier.finer(),
                            wanted,
                            counters,
                            column,
                            start,
                            start + tier.blockMillis());
            chunks(tier, range)
                    .forEach((id, chunk) ->
                            found.computeIfAbsent(id, _ -> new ArrayList<>())
                                    .add(
                                            new BlockFile.Entry(
                                                    new BlockFile.Place(id, column), chunk)));
        }
        return found.values().stream().flatMap(List::stream).toList();
    }

    private Map<Integer, Chunk> chunks(Tier tier, BlockShelf.Range range) {
        var writers = new TreeMap<Integer, ChunkWriter>();
        var windows = new TreeMap<Integer, Downsampling>();
        BlockShelf.Sink sink =
                (id, millis, value) ->
                        windows.computeIfAbsent(id, _ -> window(tier, range, id, writers))
                                .sample(millis, value);
        if (range.tier() == Tier.SECONDS && range.from() >= memory.from()) {
            var ids = range.series().stream().boxed().toList();
            feed(memory.chunks(ids, range.from(), range.to()), range.from(), range.to(), sink);
        } else {
            shelf.read(range, sink);
        }
        windows.values().forEach(Downsampling::end);
        var chunks = new TreeMap<Integer, Chunk>();
        writers.forEach((id, writer) -> chunks.put(id, writer.chunk()));
        return chunks;
    }

    private static Downsampling window(
            Tier tier, BlockShelf.Range range, int id, Map<Integer, ChunkWriter> writers) {
        var writer = new ChunkWriter();
        writers.put(id, writer);
        return new Downsampling(
                tier.resolutionMillis(),
                range.counters().get(id) ? Kind.COUNTER : Kind.GAUGE,
                range.column(),
                writer::append);
    }

    /// Shows the samples of chunks from `from` (included) to `to` (excluded).
    static void feed(Map<Integer, List<Chunk>> chunks, long from, long to, BlockShelf.Sink sink) {
        chunks.forEach((id, list) -> {
            for (Chunk chunk : list) {
                chunk.forEach((millis, value) -> {
                    if (millis >= from && millis < to) {
                        sink.sample(id, millis, value);
                    }
                });
            }
        });
    }
}
