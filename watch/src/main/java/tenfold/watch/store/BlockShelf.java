package tenfold.watch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Consumer;

/// The block files of one folder, the oldest of each tier first. Changed by the store's thread
/// only; readers see one list or the next.
final class BlockShelf {
    private final Path folder;
    private final Consumer<Throwable> faults;
    private volatile List<BlockFile> blocks;

    BlockShelf(Path folder, Consumer<Throwable> faults) throws IOException {
        this.folder = folder;
        this.faults = faults;
        this.blocks = List.copyOf(BlockFile.list(folder));
    }

    /// A sample of one series.
    interface Sink {
        void sample(int series, long millis, double value);
    }

    List<BlockFile> of(Tier tier) {
        return blocks.stream().filter(block -> block.tier() == tier).toList();
    }

    /// The end of the newest block of a tier; 0 when there is none.
    long endOf(Tier tier) {
        return of(tier).stream().mapToLong(BlockFile::end).max().orElse(0);
    }

    /// The start of the oldest block of a tier; [Long#MAX_VALUE] when there is none.
    long startOf(Tier tier) {
        return of(tier).stream().mapToLong(BlockFile::start).min().orElse(Long.MAX_VALUE);
    }

    long bytes() {
        return blocks.stream().mapToLong(BlockFile::size).sum();
    }

    void write(Tier tier, long start, List<BlockFile.Entry> entries) throws IOException {
        BlockFile written = BlockFile.write(folder, tier, start, entries);
        var newer = new ArrayList<>(blocks);
        newer.removeIf(block -> block.tier() == tier && block.start() == start);
        newer.add(written);
        newer.sort(Comparator.comparingLong(BlockFile::start));
        blocks = List.copyOf(newer);
    }

    /// Deletes blocks that are past their time and whose samples a coarser tier has; then, beyond
    /// `bytesMax`, the oldest of the tier that takes most. True when any went.
    boolean discard(long now, long bytesMax) throws IOException {
        var gone = new ArrayList<BlockFile>();
        for (BlockFile block : blocks) {
            boolean old = block.end() + block.tier().keptMillis() < now;
            if (old && isCovered(block)) {
                gone.add(block);
            }
        }
        var kept = new ArrayList<>(blocks);
        kept.removeAll(gone);
        long bytes = kept.stream().mapToLong(BlockFile::size).sum();
        while (bytes > bytesMax && kept.size() > 1) {
            BlockFile oldest = oldestOfTheLargest(kept);
            kept.remove(oldest);
            gone.add(oldest);
            bytes -= oldest.size();
        }
        blocks = List.copyOf(kept);
        for (BlockFile block : gone) {
            Files.deleteIfExists(block.path());
        }
        return !gone.isEmpty();
    }

    private boolean isCovered(BlockFile block) {
        return switch (block.tier()) {
            case SECONDS -> block.end() <= endOf(Tier.QUARTERS);
            case QUARTERS -> block.end() <= endOf(Tier.FIVES);
            case FIVES -> true;
        };
    }

    private static BlockFile oldestOfTheLargest(List<BlockFile> all) {
        var sizes = new EnumMap<Tier, Long>(Tier.class);
        all.forEach(block -> sizes.merge(block.tier(), block.size(), Long::sum));
        return all.stream()
                .max(
                        Comparator.<BlockFile>comparingLong(
                                        block -> sizes.getOrDefault(block.tier(), 0L))
                                .thenComparing(
                                        Comparator.comparingLong(BlockFile::start).reversed()))
                .orElseThrow();
    }

    /// Every series that a block still names.
    BitSet series() {
        var ids = new BitSet();
        for (BlockFile block : blocks) {
            try {
                ids.or(block.series());
            } catch (IOException e) {
                faults.accept(e);
            }
        }
        return ids;
    }

    /// Shows the samples of one tier from `from` (included) to `to` (excluded) in the order of
    /// time. A damaged block is told of and passed over: the others still say what they know.
    void read(Range range, Sink sink) {
        for (BlockFile block : of(range.tier())) {
            if (block.end() > range.from() && block.start() < range.to()) {
                try {
                    block.read(range.series(), (place, chunk) -> show(place, chunk, range, sink));
                } catch (IOException | ChunkDamaged e) {
                    faults.accept(e);
                }
            }
        }
    }

    /// What is to be read: `counters` are those of `series` that have only the column `VALUE`.
    record Range(Tier tier, BitSet series, BitSet counters, Column column, long from, long to) {}

    private static void show(BlockFile.Place place, Chunk chunk, Range range, Sink sink) {
        boolean single = range.tier() == Tier.SECONDS || range.counters().get(place.series());
        Column wanted = single ? Column.VALUE : range.column();
        if (place.column() == wanted) {
            chunk.forEach((millis, value) -> {
                if (millis >= range.from() && millis < range.to()) {
                    sink.sample(place.series(), millis, value);
                }
            });
        }
    }
}
