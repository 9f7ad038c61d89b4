package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// A tier in small: writers work under its read lock on whichever side is the primary, and are held
/// by its write lock. It remembers the primary as a tier's durable record does.
final class TestTier implements Tier {
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
    private volatile boolean targetIsPrimary;
    private volatile boolean held;
    volatile int quiesces;
    volatile Crash crash = Crash.NEVER;
    volatile Then whenHeld = () -> null;

    /// What a test does at the moment when clients are held.
    @FunctionalInterface
    interface Then {
        @Nullable Object run() throws IOException;
    }

    /// Where the process is to end, as far as the mover can tell.
    enum Crash {
        NEVER,
        BEFORE_HOLDING,
        BEFORE_PROMOTING,
        AFTER_PROMOTING
    }

    /// Stands for the end of the process: nothing after it runs.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public boolean targetIsPrimary() {
        return targetIsPrimary;
    }

    @Override
    public synchronized void quiesce(Duration patience) throws IOException, InterruptedException {
        if (crash == Crash.BEFORE_HOLDING) {
            throw new Killed();
        }
        quiesces++;
        held = true;
        gate.writeLock().lockInterruptibly();
        gate.writeLock().unlock();
        var _ = whenHeld.run();
    }

    @Override
    public void resume() {
        held = false;
    }

    @Override
    public void promote(boolean target, long lagBytes) {
        if (crash == Crash.BEFORE_PROMOTING) {
            throw new Killed();
        }
        targetIsPrimary = target;
        if (crash == Crash.AFTER_PROMOTING) {
            throw new Killed();
        }
        held = false;
    }

    /// As a new process finds it: nobody is held.
    void restart() {
        crash = Crash.NEVER;
        held = false;
    }

    boolean held() {
        return held;
    }

    ReentrantReadWriteLock.ReadLock pass() {
        return gate.readLock();
    }
}
