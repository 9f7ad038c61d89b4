package tenfold.edge.cache;

import java.util.concurrent.atomic.LongAdder;

/// How requests met the cache, in totals.
final class CacheCounts {
    final LongAdder hits = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder coalesced = new LongAdder();
    final LongAdder confirmed = new LongAdder();
    final LongAdder passed = new LongAdder();
    final LongAdder loaded = new LongAdder();
    final LongAdder stored = new LongAdder();
    final LongAdder purged = new LongAdder();
    final LongAdder hitBytes = new LongAdder();
}
