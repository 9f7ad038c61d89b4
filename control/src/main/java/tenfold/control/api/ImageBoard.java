package tenfold.control.api;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tenfold.model.Image;

/// Where the newest image hangs, and the wish to stop; readers wait for news.
public final class ImageBoard {
    /// What a reader finds: `image` is null when none is newer than asked.
    record Notice(@Nullable Image image, boolean stop) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private @Nullable Image image;
    private boolean stop;

    /// Hangs up an image; an older or equal version is ignored.
    public void publish(Image newer) {
        change(() -> image = newer.version() > newest() ? newer : image);
    }

    /// Asks the node to stop everything; never taken back.
    public void requestStop() {
        change(() -> stop = true);
    }

    private void change(Runnable edit) {
        lock.lock();
        try {
            edit.run();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The version of the newest image; 0 before the first.
    public long version() {
        lock.lock();
        try {
            return newest();
        } finally {
            lock.unlock();
        }
    }

    private long newest() {
        return image == null ? 0 : image.version();
    }

    Notice await(long after, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (newest() <= after && !stop && nanos > 0) {
                nanos = news.awaitNanos(Math.min(nanos, TimeUnit.SECONDS.toNanos(60)));
            }
            return new Notice(newest() > after ? image : null, stop);
        } finally {
            lock.unlock();
        }
    }
}
