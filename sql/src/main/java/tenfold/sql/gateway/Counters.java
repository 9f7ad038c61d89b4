package tenfold.sql.gateway;

import java.util.concurrent.atomic.AtomicLong;
import tenfold.base.metric.LatencyHistogram;

/// What one loop has counted. The loop writes plainly, anyone reads.
final class Counters {
    final AtomicLong statements = new AtomicLong();
    final AtomicLong transactions = new AtomicLong();
    final AtomicLong errors = new AtomicLong();
    final AtomicLong cancels = new AtomicLong();
    final AtomicLong cancelsWithheld = new AtomicLong();
    final AtomicLong waitTimeouts = new AtomicLong();
    final AtomicLong heldTooMuch = new AtomicLong();
    final AtomicLong replays = new AtomicLong();
    final AtomicLong retries = new AtomicLong();
    final AtomicLong unknowns = new AtomicLong();
    final AtomicLong readsOnPrimary = new AtomicLong();
    final AtomicLong readsOnReplicas = new AtomicLong();
    final AtomicLong readsWaited = new AtomicLong();
    final AtomicLong readsFellBack = new AtomicLong();
    final AtomicLong readsLearned = new AtomicLong();
    final AtomicLong brokenServers = new AtomicLong();
    final LatencyHistogram latency = new LatencyHistogram();
    volatile int clients;
    volatile int waiting;
    volatile int busy;
    volatile int idle;
    volatile int pinned;

    static void add(AtomicLong counter) {
        counter.setOpaque(counter.getPlain() + 1);
    }
}
