package tenfold.edge.shield;

import tenfold.model.RateLimit;

/// The generic cell rate algorithm (ITU-T I.371 annex A, virtual scheduling): one number for each
/// key, the *theoretical arrival time* at which its bucket is empty again.
///
/// A request that comes no more than `tolerance` before that time is admitted and moves it on by
/// one `interval`. This is a leaky bucket that needs no clock of its own. Pure; nanoseconds.
record Gcra(long interval, long tolerance) {
    static Gcra of(RateLimit limit) {
        long interval = Math.max(1, limit.per().toNanos() / limit.requests());
        return new Gcra(interval, interval * (limit.burst() - 1L));
    }

    /// The new theoretical arrival time, or -1 when the request must wait. `arrival` is the one
    /// that is known, or anything in the past for a new key.
    long admit(long arrival, long now) {
        long expected = Math.max(arrival, now);
        return expected - now > tolerance ? -1 : expected + interval;
    }

    /// How long a request that was not admitted has to wait.
    long waitFor(long arrival, long now) {
        return Math.max(0, arrival - tolerance - now);
    }

    /// How many requests would be admitted at once.
    long remaining(long arrival, long now) {
        long used = Math.max(0, arrival - now);
        return Math.max(0, (tolerance + interval - used) / interval);
    }
}
