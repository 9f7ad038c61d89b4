package tenfold.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Which server took each acknowledged write, and in which epoch: the server's own word, such as
/// its name and its timeline, returned by the write itself.
///
/// In an epoch one server writes, and a write that begins after another was acknowledged is never
/// of an older epoch.
public final class EpochHistory {
    /// Times are of [System#nanoTime()].
    private record Write(long begin, long end, long epoch, String server) {}

    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();

    /// A write was acknowledged.
    public void acknowledged(long begin, long end, long epoch, String server) {
        writes.add(new Write(begin, end, epoch, server));
    }

    /// How many epochs there were.
    public int epochs() {
        return (int) writes.stream().mapToLong(Write::epoch).distinct().count();
    }

    /// What is wrong, in words; empty when nothing.
    public List<String> check() {
        List<String> wrong = new ArrayList<>();
        Map<Long, String> writers = new HashMap<>();
        for (Write each : writes) {
            String other = writers.putIfAbsent(each.epoch(), each.server());
            if (other != null && !other.equals(each.server())) {
                wrong.add(
                        "%s and %s wrote in epoch %d".formatted(other, each.server(), each.epoch));
            }
        }
        List<Write> byEnd = writes.stream().sorted(Comparator.comparingLong(Write::end)).toList();
        List<Write> byBegin =
                writes.stream().sorted(Comparator.comparingLong(Write::begin)).toList();
        long newest = Long.MIN_VALUE;
        int ended = 0;
        for (Write each : byBegin) {
            while (ended < byEnd.size() && byEnd.get(ended).end() < each.begin()) {
                newest = Math.max(newest, byEnd.get(ended++).epoch());
            }
            if (each.epoch() < newest) {
                wrong.add(
                        "%s wrote in epoch %d after epoch %d had begun"
                                .formatted(each.server(), each.epoch(), newest));
            }
        }
        return wrong.stream().distinct().toList();
    }
}
