package tenfold.edge.cache.store;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Adds compressed forms to what is in memory, on one thread that ends when it has nothing to do.
public final class Compressor implements AutoCloseable {
    private static final int WAITING_MAX = 256;
    private static final long IDLE_SECONDS = 5;

    private final MemoryTier memory;
    private final Ledger ledger;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING_MAX),
                    Thread.ofPlatform().name("edge-cache-gzip").daemon().factory());

    public Compressor(MemoryTier memory, Ledger ledger) {
        this.memory = memory;
        this.ledger = ledger;
        thread.allowCoreThreadTimeOut(true);
    }

    /// Soon, if it is worth it and not too many wait.
    public void add(StoredAnswer plain) {
        long length = plain.body().written();
        boolean suits = Gzip.suits(plain.status().code(), plain.fields(), length);
        if (suits && plain.body().keep()) {
            try {
                thread.execute(() -> addNow(plain));
            } catch (RejectedExecutionException _) {
                plain.body().drop(); // it is sent as it is
            }
        }
    }

    @Override
    public void close() {
        thread.close();
    }

    private void addNow(StoredAnswer plain) {
        StoredAnswer packed = Gzip.of(plain, ledger);
        plain.body().drop();
        if (packed != null && !memory.pack(plain, packed)) {
            packed.body().drop();
        }
    }
}
