package tenfold.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import tenfold.base.Check;

/// A clock that moves only when told to. It starts at noon of 2026-01-01, in UTC.
public final class FakeClock extends Clock {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final AtomicReference<Instant> now;
    private final ZoneId zone;

    public FakeClock() {
        this(new AtomicReference<>(START), ZoneOffset.UTC);
    }

    private FakeClock(AtomicReference<Instant> now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /// Moves time forward and returns the new now.
    public Instant advance(Duration step) {
        Check.that(!step.isNegative(), "time only moves forward, not by %s", step);
        return now.updateAndGet(instant -> instant.plus(step));
    }

    /// Sets the wall clock as an operator or NTP would; [#nanoTime()] of a machine never does this.
    public void jumpTo(Instant instant) {
        now.set(instant);
    }

    /// Nanoseconds since the clock's start, the stand-in for [System#nanoTime()].
    public long nanoTime() {
        return Duration.between(START, instant()).toNanos();
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /// The same clock read in another zone: advancing one advances both.
    @Override
    public Clock withZone(ZoneId other) {
        return new FakeClock(now, other);
    }
}
