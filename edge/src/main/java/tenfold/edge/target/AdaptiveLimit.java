package tenfold.edge.target;

import tenfold.model.Concurrency;

/// How many requests a group may have together, learned from how long its answers take; pure.
///
/// How it works (additive increase, multiplicative decrease, as in TCP): while the limit is in use
/// and answers come about as fast as they can, it grows by its square root; when they take more
/// than twice as long as those of the fastest window, or a tenth of them fail, there is a queue
/// behind the edge, and the limit shrinks by a tenth. A limit that is not in use says nothing and
/// stays. The fastest time is forgotten only at the smallest limit, where the queue cannot be the
/// edge's doing: an application that has become slower for good is soon not held down any more.
///
/// @param fastestMicros mean time of the fastest window, or 0 before the first
record AdaptiveLimit(double limit, double fastestMicros) {
    private static final double START = 32;
    private static final double FORGETTING = 1.05;
    private static final double SLOWER = 2;
    private static final double SLACK_MICROS = 1_000;
    private static final double SHRINKING = 0.9;
    private static final double FAILING = 0.1;

    /// What was seen since the last one: how many answers, how many of them failed, how long they
    /// took to begin on average, and how many requests there were at most.
    record Window(long answers, long failures, double meanMicros, int inFlightMax) {}

    static AdaptiveLimit start(Concurrency bounds) {
        return new AdaptiveLimit(bounded(START, bounds), 0);
    }

    AdaptiveLimit next(Window seen, Concurrency bounds) {
        if (seen.answers() == 0) {
            return new AdaptiveLimit(bounded(limit, bounds), fastestMicros);
        }
        double mean = seen.meanMicros();
        double forgetting = limit <= bounds.limitMin() ? FORGETTING : 1;
        double fastest = fastestMicros == 0 ? mean : Math.min(mean, fastestMicros * forgetting);
        boolean used = 2 * seen.inFlightMax() >= limit;
        boolean queued = mean > SLOWER * fastest + SLACK_MICROS;
        boolean failing = seen.failures() > FAILING * seen.answers();
        double change = queued || failing ? limit * SHRINKING - limit : Math.sqrt(limit);
        return new AdaptiveLimit(bounded(used ? limit + change : limit, bounds), fastest);
    }

    private static double bounded(double value, Concurrency bounds) {
        return Math.max(bounds.limitMin(), Math.min(bounds.limitMax(), value));
    }
}
