package tenfold.edge.proxy;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tenfold.edge.target.UpstreamGroup;

/// The searches of one event loop that wait for room in a group whose targets are at their limits,
/// in the order in which they came. How many there may be is the group's to say.
///
/// Room that another loop has made is found by [#retry], a few times a second.
final class Pending {
    private final Map<UpstreamGroup, ArrayDeque<TargetSearch>> searches = new HashMap<>();
    private final EventLoop eventLoop;
    private final Runnable flush;

    /// `flush` ends an event.
    Pending(EventLoop eventLoop, Runnable flush) {
        this.eventLoop = eventLoop;
        this.flush = flush;
    }

    void add(UpstreamGroup group, TargetSearch search) {
        searches.computeIfAbsent(group, _ -> new ArrayDeque<>()).add(search);
    }

    void remove(UpstreamGroup group, TargetSearch search) {
        ArrayDeque<TargetSearch> queue = searches.get(group);
        if (queue != null) {
            queue.remove(search);
        }
    }

    /// A target of that group has lost a request: the next one may have its place, after this
    /// event.
    void roomIn(UpstreamGroup group) {
        ArrayDeque<TargetSearch> queue = searches.isEmpty() ? null : searches.get(group);
        if (queue != null && !queue.isEmpty()) {
            eventLoop.execute(() -> {
                wake(queue, 1);
                flush.run();
            });
        }
    }

    /// Lets all try again.
    void retry() {
        for (ArrayDeque<TargetSearch> queue : List.copyOf(searches.values())) {
            wake(queue, queue.size());
        }
        searches.values().removeIf(ArrayDeque::isEmpty);
    }

    private static void wake(ArrayDeque<TargetSearch> queue, int count) {
        for (int left = count; left > 0; left--) {
            TargetSearch search = queue.poll();
            if (search != null) {
                search.wake();
            }
        }
    }
}
