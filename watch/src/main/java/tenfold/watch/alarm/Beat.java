package tenfold.watch.alarm;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A loop that does something each second until it is closed. What it is doing then is finished: an
/// interrupt would cut a file short.
final class Beat implements AutoCloseable {
    private static final Duration FINISH_MAX = Duration.ofSeconds(3);

    /// One round of the loop.
    interface Work {
        void round() throws InterruptedException;
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    Beat(String name, Work work) {
        thread =
                Thread.ofVirtual()
                        .name(name)
                        .start(() -> {
                            try {
                                while (!end.await(1, TimeUnit.SECONDS)) {
                                    work.round();
                                }
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    @Override
    public void close() {
        end.countDown();
        try {
            if (!thread.join(FINISH_MAX)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
