package tenfold.sql.client;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Closes one connection whose current call takes too long.
///
/// Blocking channels have no timeouts of their own that hold for reads, writes and TLS alike, so a
/// watch shared by all connections looks at each of them twenty times a second.
final class TimeLimit implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;
    private static final long NONE = Long.MAX_VALUE;
    private static final ScheduledThreadPoolExecutor WATCH = watch();

    private final Runnable close;
    private final ScheduledFuture<?> looking;
    private final long origin = System.nanoTime();
    private volatile long end = NONE;
    private volatile boolean passed;

    TimeLimit(Runnable close) {
        this.close = close;
        looking =
                WATCH.scheduleWithFixedDelay(
                        this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ScheduledThreadPoolExecutor watch() {
        var executor =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("sql client time limits").factory());
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /// Gives the current call this long from now on.
    void restart(Duration patience) {
        end = System.nanoTime() - origin + patience.toNanos();
    }

    void stop() {
        end = NONE;
    }

    /// Whether a call was cut.
    boolean passed() {
        return passed;
    }

    private void look() {
        if (System.nanoTime() - origin >= end) {
            passed = true;
            looking.cancel(false);
            close.run();
        }
    }

    @Override
    public void close() {
        looking.cancel(false);
    }
}
