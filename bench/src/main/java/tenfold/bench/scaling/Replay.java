package tenfold.bench.scaling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// One trace through one law, second by second.
final class Replay {
    /// What came of it; parts are within 0 to 1.
    ///
    /// @param capacity paid instance-seconds, of those of a flat fleet for the peak at 70 % use
    /// @param under part of the time with more demand than ready instances
    /// @param hot part of the time above 85 % use
    /// @param lost part of all work that found no instance
    record Outcome(
            double capacity,
            double under,
            double hot,
            double lost,
            double actionsPerDay,
            List<Point> line) {}

    /// Demand and instances at one moment, for a plot.
    record Point(long second, double demand, int instances) {}

    static final double FLAT_USE = 0.7;
    private static final double HOT = 0.85;
    private static final int LINE_POINTS = 900;

    private final Trace trace;
    private final double peak;
    private final int startSeconds;
    private final Deque<Long> starting = new ArrayDeque<>();
    private int ready;

    Replay(Trace trace, double peak, int startSeconds) {
        this.trace = trace.withPeak(peak);
        this.peak = peak;
        this.startSeconds = startSeconds;
    }

    /// The fleet with which every law begins: what the first moment needs.
    int atFirst() {
        return Math.max(1, (int) Math.ceil(trace.at(0) / FLAT_USE));
    }

    int max() {
        return (int) Math.ceil(peak / FLAT_USE);
    }

    Outcome through(Law law) {
        return through(law, trace.seconds() + 1, trace.seconds() + 1);
    }

    /// The same, keeping what a plot needs from one second to another.
    Outcome through(Law law, long from, long to) {
        ready = atFirst();
        starting.clear();
        long seconds = trace.seconds();
        double paid = 0;
        double work = 0;
        double lost = 0;
        long under = 0;
        long hot = 0;
        long actions = 0;
        int desired = ready;
        var line = new ArrayList<Point>();
        long every = Math.max(1, (to - from) / LINE_POINTS);
        for (long second = 0; second < seconds; second++) {
            becomeReady(second);
            double demand = trace.at(second + 0.5);
            paid += ready + starting.size();
            work += demand;
            lost += Math.max(0, demand - ready);
            under += demand > ready ? 1 : 0;
            hot += demand > HOT * ready ? 1 : 0;
            if (second >= from && second <= to && second % every == 0) {
                line.add(new Point(second, demand, ready + starting.size()));
            }
            double used = Math.min(1, demand / ready);
            int wanted = law.decide(new Law.Seen(second + 1, demand, used, ready, starting.size()));
            actions += wanted == desired ? 0 : 1;
            desired = wanted;
            order(wanted, second + 1);
        }
        double flat = peak / FLAT_USE * seconds;
        return new Outcome(
                paid / flat,
                (double) under / seconds,
                (double) hot / seconds,
                lost / work,
                actions / (seconds / 86_400.0),
                line);
    }

    private void becomeReady(long second) {
        while (!starting.isEmpty() && starting.getFirst() <= second) {
            starting.removeFirst();
            ready++;
        }
    }

    private void order(int wanted, long second) {
        while (ready + starting.size() < wanted) {
            starting.addLast(second + startSeconds);
        }
        while (ready + starting.size() > wanted && !starting.isEmpty()) {
            starting.removeLast();
        }
        ready = Math.min(ready, wanted);
    }
}
