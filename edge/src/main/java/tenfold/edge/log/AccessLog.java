package tenfold.edge.log;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeConfig.AccessLogFile;

/// Takes full pages from the event loops and writes them on one thread.
///
/// A loop never waits: when all pages are full and unwritten (a slow disk) or the disk is full,
/// lines are dropped and counted, and requests are served as ever.
public final class AccessLog implements AutoCloseable {
    private static final int PAGES_MAX = 64;
    private static final long IDLE_MILLIS = 500;
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private final ArrayBlockingQueue<LogPage> full = new ArrayBlockingQueue<>(PAGES_MAX);
    private final ArrayBlockingQueue<LogPage> free = new ArrayBlockingQueue<>(PAGES_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong pagesMade = new AtomicLong();
    private final RotatedFile file;
    private final Thread writer;
    private volatile boolean closed;

    public AccessLog(AccessLogFile where) {
        file = new RotatedFile(where);
        writer = Thread.ofPlatform().name("edge-access-log").daemon().start(this::write);
    }

    /// Lines lost so far.
    public long dropped() {
        return dropped.get();
    }

    /// Whether nothing waits to be written.
    boolean isIdle() {
        return full.isEmpty();
    }

    /// One loop's end of the log. Used by that loop alone.
    public Pen pen() {
        return new Pen();
    }

    /// Writes what was handed over, and ends.
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable LogPage emptyPage() {
        LogPage page = free.poll();
        if (page == null && pagesMade.get() < PAGES_MAX) {
            pagesMade.incrementAndGet();
            page = new LogPage();
        }
        return page;
    }

    private void write() {
        try (file) {
            while (true) {
                LogPage page = full.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (page == null) {
                    if (closed) {
                        return;
                    }
                    continue;
                }
                write(page);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(LogPage page) {
        try {
            file.write(page.bytes(), page.size());
        } catch (IOException _) {
            dropped.addAndGet(
                    page.lines()); // the disk is full or gone: counted, tried again with the
            // next page
        }
        page.clear();
        if (!free.offer(page)) {
            pagesMade.decrementAndGet();
        }
    }

    /// Where one event loop writes its lines.
    public final class Pen {
        private final LogTime time = new LogTime();
        private @Nullable LogPage page;

        private Pen() {}

        /// A page with room for a line, or null when this line is lost.
        public @Nullable LogPage begin() {
            if (page != null && !page.hasRoom()) {
                flush();
            }
            if (page == null) {
                page = emptyPage();
            }
            if (page == null) {
                dropped.incrementAndGet();
            }
            return page;
        }

        public byte[] time(long epochMillis) {
            return time.of(epochMillis);
        }

        /// Hands over what there is; called a few times a second, so that lines can be read soon.
        public void flush() {
            if (page != null && !page.isEmpty()) {
                if (!full.offer(page)) {
                    dropped.addAndGet(page.lines());
                    page.clear();
                    return;
                }
                page = null;
            }
        }
    }
}
