package tenfold.edge.cache;

import java.util.concurrent.atomic.LongAdder;
import tenfold.model.RouteCacheReport;

/// How requests of one route met the cache, in totals; counted by all event loops.
public final class RouteMeter {
    final LongAdder requests = new LongAdder();
    final LongAdder hits = new LongAdder();
    final LongAdder coalesced = new LongAdder();
    final LongAdder passed = new LongAdder();
    final LongAdder foreseen = new LongAdder();

    /// A request has come.
    public void asked() {
        requests.increment();
    }

    /// A cache would have answered it.
    public void foreseen() {
        foreseen.increment();
    }

    public RouteCacheReport report(String route, boolean cached) {
        return new RouteCacheReport(
                route,
                cached,
                requests.sum(),
                hits.sum(),
                coalesced.sum(),
                passed.sum(),
                foreseen.sum());
    }
}
