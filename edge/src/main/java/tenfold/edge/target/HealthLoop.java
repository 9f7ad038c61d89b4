package tenfold.edge.target;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Asks one target for its health again and again, on a virtual thread of its own.
///
/// A healthy target is asked at its interval, give or take a tenth so that many targets are not
/// asked at once; any other at least four times a second, because requests may be waiting for it.
final class HealthLoop implements Runnable {
    private static final Duration IMPATIENT = Duration.ofMillis(250);

    private final Upstream upstream;
    private final Semaphore probesAtOnce;
    private final Runnable afterEach;
    private final Semaphore wakeUp = new Semaphore(0);
    private volatile boolean stopped;

    HealthLoop(Upstream upstream, Semaphore probesAtOnce, Runnable afterEach) {
        this.upstream = upstream;
        this.probesAtOnce = probesAtOnce;
        this.afterEach = afterEach;
    }

    /// Asks now instead of when the interval has passed.
    void hurry() {
        if (wakeUp.availablePermits() == 0) {
            wakeUp.release();
        }
    }

    void stop() {
        stopped = true;
        wakeUp.release();
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                probesAtOnce.acquire();
                try {
                    upstream.found(HealthProbe.ask(upstream.target(), upstream.check()));
                } finally {
                    probesAtOnce.release();
                }
                afterEach.run();
                boolean hurried = wakeUp.tryAcquire(delayNanos(), TimeUnit.NANOSECONDS);
                if (hurried) {
                    wakeUp.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // only [#stop] ends this thread in order
        }
    }

    private long delayNanos() {
        Duration interval = upstream.check().interval();
        boolean calm = upstream.health().state() == Health.State.HEALTHY;
        Duration delay = calm || interval.compareTo(IMPATIENT) < 0 ? interval : IMPATIENT;
        return (long) (delay.toNanos() * (0.9 + 0.2 * ThreadLocalRandom.current().nextDouble()));
    }
}
