package tenfold.base.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A log file of bounded size: `web-1.log`, older parts in `web-1.log.1`, `web-1.log.2` ...
///
/// Each line is `<instant> <line>`. [#add] never waits: a virtual thread writes, and when the disk
/// is full or slow, lines are dropped, counted, and the gap is noted in the file when it works
/// again.
public final class OutputLog {
    /// The bounds: a part is rotated before it exceeds `bytesMax`; `partsMax` older ones are kept.
    public record Limits(long bytesMax, int partsMax, int linesWaitingMax) {
        public static final Limits DEFAULT = new Limits(8L << 20, 3, 8192);
    }

    private static final int BATCH_BYTES_MAX = 64 * 1024;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final String END = new String("end");

    private final Path path;
    private final Limits limits;
    private final Clock clock;
    private final BlockingQueue<String> waiting;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong droppedNoted = new AtomicLong();
    private final Thread writer;
    private @Nullable FileChannel channel;

    public OutputLog(Path path, Limits limits, Clock clock) {
        this.path = path;
        this.limits = limits;
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(limits.linesWaitingMax());
        this.writer = Thread.ofVirtual().name("log " + path.getFileName()).start(this::run);
    }

    public void add(String line) {
        String stamped = clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line + "\n";
        if (!waiting.offer(stamped)) {
            dropped.incrementAndGet();
        }
    }

    /// Lines lost to a full or slow disk so far.
    long dropped() {
        return dropped.get();
    }

    /// Writes what waits, for at most five seconds. Nothing may be added afterwards.
    public void finish() throws InterruptedException {
        while (!waiting.offer(END)) {
            waiting.poll();
            dropped.incrementAndGet();
        }
        if (!writer.join(CLOSE_MAX)) {
            writer.interrupt();
        }
    }

    private void run() {
        try {
            boolean more = true;
            while (more) {
                more = writeBatch(waiting.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            closeQuietly();
        }
    }

    /// Writes `first` and what waits behind it; false after the end mark.
    @SuppressWarnings("ReferenceEquality") // END is a mark, not a text
    private boolean writeBatch(String first) {
        var text = new StringBuilder();
        int lines = 0;
        String next = first;
        while (next != null && next != END) {
            text.append(next);
            lines++;
            next = text.length() < BATCH_BYTES_MAX ? waiting.poll() : null;
        }
        if (lines > 0) {
            write(text, lines);
        }
        return next != END;
    }

    private void write(StringBuilder text, int lines) {
        long lost = dropped.get();
        if (lost > droppedNoted.get()) {
            text.insert(
                    0,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS)
                            + " ... "
                            + (lost - droppedNoted.get())
                            + " lines were dropped: the disk was full or too slow ...\n");
        }
        try {
            append(ByteBuffer.wrap(text.toString().getBytes(UTF_8)));
            droppedNoted.set(lost);
        } catch (IOException _) {
            dropped.addAndGet(lines);
            closeQuietly();
        }
    }

    private void append(ByteBuffer bytes) throws IOException {
        FileChannel open = channel == null ? open() : channel;
        if (open.size() > 0 && open.size() + bytes.remaining() > limits.bytesMax()) {
            closeQuietly();
            rotate();
            open = open();
        }
        long before = open.size();
        try {
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        } catch (IOException e) {
            open.truncate(before);
            throw e;
        }
    }

    private FileChannel open() throws IOException {
        channel =
                FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return channel;
    }

    private void rotate() throws IOException {
        for (int part = limits.partsMax(); part >= 1; part--) {
            Path newer = part == 1 ? path : part(part - 1);
            if (Files.exists(newer)) {
                Files.move(newer, part(part), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(path);
    }

    private Path part(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    private void closeQuietly() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                dropped.incrementAndGet();
            }
        }
    }
}
