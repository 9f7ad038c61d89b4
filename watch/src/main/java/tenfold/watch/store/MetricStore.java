package tenfold.watch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The samples of all series, in memory and on disk. One thread appends; any thread selects.
public final class MetricStore implements AutoCloseable {
    /// Chunks whose samples were in memory for their whole hour are needed a little longer: until
    /// their hour has become a block.
    private static final long MEMORY_SLACK_MILLIS = 5 * 60_000;

    private final StoreLimits limits;
    private final Memory memory;
    private final BlockShelf shelf;
    private final SeriesBook book;
    private final SampleLog log;
    private final Compaction compaction;
    private final Consumer<Throwable> faults;
    private final Map<String, List<Series>> named = new HashMap<>();
    private final AtomicLong samples = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private long batches;
    private long openBlock = Long.MIN_VALUE;
    private volatile long newest;

    /// Opens the folder, makes it when it is not there, and reads what the last hour left. Damaged
    /// blocks are told to `faults` and passed over.
    public MetricStore(Path folder, StoreLimits limits, Consumer<Throwable> faults)
            throws IOException {
        this.limits = limits;
        this.faults = faults;
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        memory = new Memory(limits);
        book = SeriesBook.open(folder, memory::restore);
        shelf = new BlockShelf(folder, faults);
        compaction = new Compaction(shelf, memory);
        restoreMemory();
        log = SampleLog.open(folder.resolve("log"), this::replay);
    }

    private void restoreMemory() {
        List<BlockFile> blocks = shelf.of(Tier.SECONDS);
        newest = blocks.isEmpty() ? 0 : blocks.getLast().end();
        long from = newest - limits.memoryKept().toMillis();
        memory.startsAt(from);
        var all = new BitSet();
        all.set(0, memory.all().stream().mapToInt(one -> one.id).max().orElse(0) + 1);
        for (BlockFile block : blocks) {
            try {
                if (block.end() > from) {
                    block.read(
                            all,
                            (place, chunk) ->
                                    memory.restore(
                                            place.series(),
                                            Chunk.of(chunk.bytes(), chunk.count())));
                }
            } catch (IOException | ChunkDamaged e) {
                faults.accept(e);
            }
        }
    }

    private void replay(int id, long millis, double value) {
        Series series = memory.find(id);
        if (series != null && memory.append(series, millis, value)) {
            openBlock = Math.max(openBlock, Tier.SECONDS.blockStart(millis));
            newest = Math.max(newest, millis);
        }
    }

    /// Keeps the readings of one source at one moment. A series that the source named last time and
    /// does not name now is absent from then on; a source without a name tells only a part.
    public void append(String source, long millis, List<Reading> readings) throws IOException {
        endBlockBefore(Tier.SECONDS.blockStart(millis));
        newest = Math.max(newest, millis);
        var batch = new SampleLog.Batch(millis);
        long number = ++batches;
        var now = new ArrayList<Series>(readings.size());
        for (Reading reading : readings) {
            Series series = seriesOf(reading);
            if (series != null) {
                keep(series, millis, reading.value(), batch);
                series.batch = number;
                now.add(series);
            }
        }
        if (!source.isEmpty()) {
            tellAbsent(source, number, millis, batch);
            named.put(source, now);
        }
        log.append(batch);
    }

    private void tellAbsent(String source, long number, long millis, SampleLog.Batch batch) {
        for (Series series : named.getOrDefault(source, List.of())) {
            if (series.batch != number && !Double.isNaN(series.value)) {
                keep(series, millis, Double.NaN, batch);
            }
        }
    }

    /// A disk that cannot take the block must not keep memory from taking samples.
    private void endBlockBefore(long block) {
        if (openBlock != Long.MIN_VALUE && block > openBlock) {
            try {
                flush();
            } catch (IOException e) {
                faults.accept(e);
            }
        }
        openBlock = Math.max(openBlock, block);
    }

    private void keep(Series series, long millis, double value, SampleLog.Batch batch) {
        if (!memory.append(series, millis, value)) {
            late.incrementAndGet();
            return;
        }
        samples.incrementAndGet();
        batch.add(series.id, value);
    }

    private @Nullable Series seriesOf(Reading reading) throws IOException {
        Series series = memory.find(reading.labels());
        if (series != null) {
            return series;
        }
        Series added = memory.add(reading.labels(), reading.kind());
        if (added == null) {
            refused.incrementAndGet();
        } else {
            book.add(added);
        }
        return added;
    }

    /// A source that will not come again: its series are absent from now on.
    public void forget(String source, long millis) throws IOException {
        append(source, millis, List.of());
        named.remove(source);
    }

    /// Turns what the log holds into a block, and lets older ones age.
    public void flush() throws IOException {
        List<BlockFile.Entry> entries = memory.seal();
        if (!entries.isEmpty()) {
            book.sync();
            shelf.write(Tier.SECONDS, openBlock, entries);
            log.clear();
        }
        compaction.run(newest);
        if (shelf.discard(newest, limits.diskBytesMax())) {
            retire();
        }
        memory.forget(newest - limits.memoryKept().toMillis() - MEMORY_SLACK_MILLIS);
    }

    private void retire() throws IOException {
        if (memory.known() > limits.seriesMax() && memory.retire(shelf.series())) {
            book.rewrite(memory.all());
        }
    }

    /// The finest tier that still has everything from `from` on; the coarsest when none has.
    public Tier finestSince(long from) {
        long now = newest;
        for (Tier tier : Tier.values()) {
            long kept = tier == Tier.SECONDS ? limits.memoryKept().toMillis() : tier.keptMillis();
            if (from >= now - kept) {
                return tier;
            }
        }
        return Tier.FIVES;
    }

    /// The samples of the selected series, those without any left out. Blocks of the wanted tier
    /// first; what is too new for one is made from finer ones on the way.
    public List<Samples> select(Selection wanted) throws TooManySamples {
        var series = new TreeMap<Integer, Series>();
        var ids = new BitSet();
        var counters = new BitSet();
        for (Series one : memory.all()) {
            if (wanted.series().test(one.labels)) {
                series.put(one.id, one);
                ids.set(one.id);
                counters.set(one.id, one.kind == Kind.COUNTER);
            }
        }
        var read = new Gathering(wanted, counters, limits.samplesMax());
        gather(wanted, ids, counters, read);
        var all = new ArrayList<Samples>();
        for (var entry : read.finish().entrySet()) {
            Series one = series.get(entry.getKey());
            if (one != null) {
                all.add(entry.getValue().build(one.labels, one.kind));
            }
        }
        return all;
    }

    private void gather(Selection wanted, BitSet ids, BitSet counters, Gathering read) {
        long end = wanted.to() + 1;
        long covered = wanted.from();
        long memoryFrom = memory.from();
        for (Tier tier : wanted.tier().downToSeconds()) {
            long until = tier == Tier.SECONDS ? memoryFrom : shelf.endOf(tier);
            long to = Math.min(end, until);
            if (to > covered) {
                var range = new BlockShelf.Range(tier, ids, counters, wanted.column(), covered, to);
                shelf.read(range, read.sink(tier));
                covered = to;
            }
        }
        if (end > covered) {
            feedMemory(ids, covered, end, read.sink(Tier.SECONDS));
        }
    }

    private void feedMemory(BitSet ids, long from, long to, BlockShelf.Sink sink) {
        Compaction.feed(memory.chunks(ids.stream().boxed().toList(), from, to), from, to, sink);
    }

    /// What every series of the last `seconds` last was, absent ones left out.
    public List<Reading> latest(long seconds) {
        return memory.latest(newest - seconds * 1000);
    }

    public StoreReport report() {
        return new StoreReport(
                memory.active(),
                memory.known(),
                samples.get(),
                refused.get(),
                late.get(),
                memory.bytes(),
                newest == 0 ? 0 : Math.max(0, (newest - memory.from()) / 1000),
                shelf.bytes());
    }

    /// Ends without a block: the log has what is open.
    @Override
    public void close() throws IOException {
        log.close();
        book.close();
    }
}
