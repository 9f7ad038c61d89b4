package tenfold.control.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import tenfold.model.manifest.ScaleManifest;

/// A replay of a group's own past, with and without the forecast: whether following it would have
/// paid. Demand flows from minute to minute; what ready instances cannot do is lost.
///
/// @param days how much was replayed
/// @param lostWithout part of all work that was lost without the forecast
/// @param paidWithout instances on the mean without it
record BackTest(
        double days, double lostWithout, double lostWith, double paidWithout, double paidWith) {
    static final BackTest NONE = new BackTest(0, 0, 0, 0, 0);
    private static final int TICK = 5;
    private static final int HISTORY_MIN = DemandHistory.DAY;

    /// It pays when it loses at least a tenth less work, and costs at most a twentieth more.
    private static final double GAIN_MIN = 0.1;

    private static final double LOST_MIN = 1e-6;
    private static final double COST_MAX = 0.05;

    boolean pays() {
        return days >= 1
                && lostWithout > LOST_MIN
                && lostWith <= lostWithout * (1 - GAIN_MIN)
                && paidWith <= paidWithout * (1 + COST_MAX);
    }

    static BackTest of(DemandHistory history, ScaleManifest rules, Duration start) {
        long first = history.newest() - history.span() + HISTORY_MIN;
        long last = history.newest() - 1;
        if (last - first < DemandHistory.DAY) {
            return NONE;
        }
        Run without = new Run(history, rules, start, false);
        Run with = new Run(history, rules, start, true);
        without.through(first, last);
        with.through(first, last);
        return new BackTest(
                (double) (last - first) / DemandHistory.DAY,
                without.lost / Math.max(1e-9, without.work),
                with.lost / Math.max(1e-9, with.work),
                without.paid / Math.max(1, without.ticks),
                with.paid / Math.max(1, with.ticks));
    }

    private static final class Run {
        private final DemandHistory history;
        private final ScaleManifest rules;
        private final Duration start;
        private final boolean follows;
        private final Scaler scaler;
        private final Deque<Long> starting = new ArrayDeque<>();
        private int ready;
        private double work;
        private double lost;
        private double paid;
        private long ticks;

        Run(DemandHistory history, ScaleManifest rules, Duration start, boolean follows) {
            this.history = history;
            this.rules = rules;
            this.start = start;
            this.follows = follows;
            scaler = new Scaler(rules);
            ready = rules.min();
        }

        void through(long first, long last) {
            for (long minute = first; minute < last; minute++) {
                double from = history.at(minute);
                double to = history.at(minute + 1);
                double expected =
                        follows ? Forecast.most(history, minute, minutes(start)) : Double.NaN;
                for (int second = 0; second < 60; second += TICK) {
                    double demand = from + (to - from) * second / 60;
                    tick(minute * 60 + second, demand, expected);
                }
            }
        }

        private void tick(long second, double demand, double expected) {
            while (!starting.isEmpty() && starting.getFirst() <= second) {
                starting.removeFirst();
                ready++;
            }
            var metrics = new HashMap<String, Double>();
            if (!Double.isNaN(demand)) {
                metrics.put(Observation.DEMAND, demand);
                work += demand;
                lost += Math.max(0, demand - ready * rules.cores());
            }
            if (!Double.isNaN(expected)) {
                metrics.put(Observation.FORECAST, expected);
            }
            int desired = ready + starting.size();
            paid += desired;
            ticks++;
            var seen =
                    new Observation(
                            Instant.ofEpochSecond(second), ready, starting.size(), start, metrics);
            int wanted = scaler.decide(seen, desired).to();
            for (int more = desired; more < wanted; more++) {
                starting.addLast(second + start.toSeconds());
            }
            while (ready + starting.size() > wanted && !starting.isEmpty()) {
                starting.removeLast();
            }
            ready = Math.min(ready, wanted);
        }
    }

    /// How far ahead a forecast is asked: until an instance that is ordered now has settled.
    static int minutes(Duration start) {
        return (int) (start.toMinutes() + 5);
    }
}
