package tenfold.edge.cache.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.CacheKey;

/// All fills that are not over, by what they are for.
public final class RunningFills {
    private final int fillsMax;
    private final ConcurrentHashMap<CacheKey, List<Fill>> fills = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    public RunningFills(int fillsMax) {
        this.fillsMax = fillsMax;
    }

    /// Whether nobody should wait for a new one.
    public boolean isFull() {
        return count.get() >= fillsMax;
    }

    /// A running fill that `follower` has joined, or `own`, which runs from now on.
    public Fill joinOrBegin(Fill own, Fill.Follower follower, Asked asked, long notBegunBefore) {
        var result = new Fill[] {own};
        fills.compute(
                own.key(),
                (_, running) -> {
                    List<Fill> all = running == null ? new ArrayList<>(1) : running;
                    for (Fill each : all) {
                        if (each.join(follower, asked, notBegunBefore)) {
                            result[0] = each;
                            return all;
                        }
                    }
                    count.incrementAndGet();
                    all.add(own);
                    return all;
                });
        return result[0];
    }

    /// A fill that nobody joins at once.
    public void begin(Fill own) {
        count.incrementAndGet();
        fills.compute(
                own.key(),
                (_, running) -> {
                    List<Fill> all = running == null ? new ArrayList<>(1) : running;
                    all.add(own);
                    return all;
                });
    }

    /// Begins a fill unless there is one for the same resource; true when it was begun.
    public boolean beginFirst(Fill own) {
        if (isFull()) {
            return false;
        }
        boolean first = fills.putIfAbsent(own.key(), new ArrayList<>(List.of(own))) == null;
        if (first) {
            count.incrementAndGet();
        }
        return first;
    }

    public void ended(Fill fill) {
        fills.computeIfPresent(
                fill.key(),
                (_, running) -> {
                    if (running.remove(fill)) {
                        count.decrementAndGet();
                    }
                    return running.isEmpty() ? null : running;
                });
    }

    /// What is on its way for this resource may be too old.
    public void doom(CacheKey key) {
        fills.computeIfPresent(
                key,
                (_, running) -> {
                    running.forEach(Fill::doom);
                    return running;
                });
    }

    public void doomAll() {
        fills.keySet().forEach(this::doom);
    }
}
