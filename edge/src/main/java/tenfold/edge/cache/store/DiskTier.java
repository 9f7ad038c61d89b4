package tenfold.edge.cache.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Vary;
import tenfold.edge.cache.store.StoredAnswer.Times;

/// Whole answers in files of one folder: for what memory has driven out, and for the time after a
/// restart. The index is in memory and is made from the files when the tier is opened.
///
/// An answer is written after it was stored. One thread writes and one reads; when the disk is too
/// slow, full or broken, answers are simply not kept there (counted). A purge deletes files before
/// it returns, and reaches what is still to be written.
public final class DiskTier implements AutoCloseable {
    private static final int WAITING_MAX = 1024;
    private static final long CLOSE_SECONDS_MAX = 5;

    /// One file, which is deleted as soon as the index lets go of it.
    public record Entry(
            CacheKey key, Vary vary, Set<String> tags, Path file, long weight, Times times)
            implements Variant {
        @Override
        public void dropped() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException _) {
                // A folder that cannot be changed; the file is not in the index any more.
            }
        }
    }

    private final Path folder;
    private final Ledger ledger;
    private final VariantIndex<Entry> index;
    private final AtomicLong failures = new AtomicLong();
    private final ThreadPoolExecutor writer = thread("edge-cache-write");
    private final ThreadPoolExecutor reader = thread("edge-cache-read");

    /// What waits to be written, and whether it still may be. Guarded by itself.
    private final Map<StoredAnswer, Boolean> waiting = new HashMap<>();

    private long lastFile;

    public DiskTier(Path folder, long bytesMax, Ledger ledger) {
        this.folder = folder;
        this.ledger = ledger;
        index = new VariantIndex<>(bytesMax);
        try {
            Files.createDirectories(folder);
            open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its files may have so many bytes from now on.
    public void limit(long bytesMax) {
        index.limit(bytesMax);
    }

    public @Nullable Entry find(CacheKey key, Asked asked) {
        return index.find(key, asked);
    }

    /// Reads an answer on another thread; `then` gets it with its body kept once, or null when it
    /// cannot be read. False when too many wait.
    public boolean read(Entry entry, Consumer<@Nullable StoredAnswer> then) {
        try {
            reader.execute(() -> then.accept(read(entry)));
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /// Writes an answer soon.
    public void write(StoredAnswer answer) {
        if (!answer.body().keep()) {
            return;
        }
        synchronized (waiting) {
            waiting.put(answer, true);
        }
        try {
            writer.execute(() -> writeNow(answer));
        } catch (RejectedExecutionException _) {
            failures.incrementAndGet();
            done(answer);
        }
    }

    public int remove(CacheKey key) {
        forbid(each -> each.key().equals(key));
        return index.removeIf(key, _ -> true);
    }

    public int removeIf(Predicate<Variant> fits) {
        forbid(fits);
        return index.removeIf(fits);
    }

    /// What was removed stays so, also after a power failure.
    public void sync() {
        try (var names = FileChannel.open(folder)) {
            names.force(true);
        } catch (IOException _) {
            failures.incrementAndGet();
        }
    }

    public long bytes() {
        return index.bytes();
    }

    /// How often an answer could not be kept or read.
    public long failures() {
        return failures.get();
    }

    @Override
    public void close() {
        for (ThreadPoolExecutor each : List.of(reader, writer)) {
            each.shutdown();
            try {
                if (!each.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                    each.shutdownNow();
                }
            } catch (InterruptedException _) {
                each.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }

    private void open() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            // Of two files of one variant the newer must win, which is put last.
            for (Path file : files.sorted(Comparator.comparing(DiskTier::number)).toList()) {
                DiskFile.Description says = says(file);
                if (says == null) {
                    Files.delete(file);
                } else {
                    index.put(entry(file, says, Files.size(file)));
                }
            }
        }
    }

    private static String number(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.indexOf('-') + 1);
    }

    private static DiskFile.@Nullable Description says(Path file) {
        try {
            return file.toString().endsWith(DiskFile.ENDING) ? DiskFile.describe(file) : null;
        } catch (IOException _) {
            return null;
        }
    }

    private static Entry entry(Path file, DiskFile.Description says, long bytes) {
        return new Entry(says.key(), says.vary(), says.answer().tags(), file, bytes, says.times());
    }

    private @Nullable StoredAnswer read(Entry entry) {
        StoredAnswer answer = null;
        try {
            answer = DiskFile.read(entry.file(), ledger);
        } catch (IOException _) {
            // as if it were damaged
        }
        if (answer == null) {
            failures.incrementAndGet();
            index.remove(entry);
        }
        return answer;
    }

    private void writeNow(StoredAnswer answer) {
        Path file = folder.resolve(name(answer) + DiskFile.ENDING);
        try {
            if (isAllowed(answer)) {
                long bytes = DiskFile.write(file, answer);
                keep(answer, entryOf(answer, file, bytes));
            }
        } catch (IOException _) {
            failures.incrementAndGet();
        } finally {
            done(answer);
        }
    }

    private static Entry entryOf(StoredAnswer answer, Path file, long bytes) {
        return new Entry(answer.key(), answer.vary(), answer.tags(), file, bytes, answer.times());
    }

    /// Enters a written file, unless a purge has come in between.
    private void keep(StoredAnswer answer, Entry entry) {
        synchronized (waiting) {
            if (isAllowed(answer)) {
                index.put(entry);
                return;
            }
        }
        entry.dropped();
    }

    private boolean isAllowed(StoredAnswer answer) {
        synchronized (waiting) {
            return waiting.getOrDefault(answer, false);
        }
    }

    private void forbid(Predicate<Variant> fits) {
        synchronized (waiting) {
            waiting.replaceAll((answer, allowed) -> allowed && !fits.test(answer));
        }
    }

    private void done(StoredAnswer answer) {
        synchronized (waiting) {
            waiting.remove(answer);
        }
        answer.body().drop();
    }

    /// By what the answer is for, and a number: a file is never written over while it is read.
    private String name(StoredAnswer answer) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(answer.key().bytes());
            String vary = new TreeMap<>(answer.vary().values()).toString();
            hash.update(vary.getBytes(StandardCharsets.UTF_8));
            long number = Math.max(lastFile + 1, System.currentTimeMillis());
            lastFile = number;
            return HexFormat.of().formatHex(hash.digest(), 0, 16) + "-" + number;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static ThreadPoolExecutor thread(String name) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name(name).daemon().factory());
    }
}
