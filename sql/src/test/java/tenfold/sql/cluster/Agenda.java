package tenfold.sql.cluster;

import java.util.PriorityQueue;

/// What is to happen when, on a clock that only this moves.
final class Agenda {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;

    private record Planned(long at, long order, Runnable action) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Planned> plan = new PriorityQueue<>();
    private long now = 5 * SECOND;
    private long order;

    long now() {
        return now;
    }

    void in(long nanos, Runnable action) {
        plan.add(new Planned(now + nanos, order++, action));
    }

    void every(long millis, Runnable action) {
        in(
                millis * MILLI,
                () -> {
                    action.run();
                    every(millis, action);
                });
    }

    void runUntil(long end) {
        while (!plan.isEmpty() && plan.peek().at() <= end) {
            Planned next = plan.poll();
            now = next.at();
            next.action().run();
        }
        now = end;
    }
}
