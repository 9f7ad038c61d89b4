package tenfold.control.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// The last minute of a load: its level now, and what it will be when an instance that is ordered
/// now is there.
///
/// In calm times the level is the mean of some seconds. When the newest value stands out of what is
/// usual for this load (far above the mean, measured in steps between neighbours), that is a burst:
/// then the newest value counts, and its slope is carried on until an instance could be there, to
/// at most [#OVERSHOOT_MAX] times the level, because a slope measured over moments overshoots far.
final class LoadWindow {
    static final double OVERSHOOT_MAX = 1.5;
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration CALM = Duration.ofSeconds(15);
    private static final Duration STEEP = Duration.ofSeconds(3);
    private static final double STANDS_OUT = 5;
    private static final double RISE_MIN = 0.1;

    private record Sample(Instant at, double value) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private double level;
    private double slope;

    /// Hears of a value; times rise.
    void add(Instant at, double value) {
        judge(at, value);
        samples.addLast(new Sample(at, value));
        while (samples.getFirst().at().isBefore(at.minus(KEPT))) {
            samples.removeFirst();
        }
    }

    void clear() {
        samples.clear();
    }

    private void judge(Instant at, double value) {
        double sum = value;
        int count = 1;
        double steps = 0;
        int stepCount = 0;
        Sample later = new Sample(at, value);
        Sample steep = later;
        Instant calm = at.minus(CALM);
        Instant steepFrom = at.minus(STEEP);
        for (Iterator<Sample> back = samples.descendingIterator(); back.hasNext(); ) {
            Sample sample = back.next();
            if (!sample.at().isBefore(calm)) {
                sum += sample.value();
                count++;
            }
            if (!sample.at().isBefore(steepFrom)) {
                steep = sample;
            } else {
                steps += Math.abs(later.value() - sample.value());
                stepCount++;
            }
            later = sample;
        }
        double before = count == 1 ? value : (sum - value) / (count - 1);
        double usual = stepCount == 0 ? 0 : steps / stepCount;
        boolean burst = value - before > Math.max(STANDS_OUT * usual, RISE_MIN * before);
        level = burst ? value : sum / count;
        double seconds = Duration.between(steep.at(), at).toMillis() / 1e3;
        slope = burst && seconds > 0 ? Math.max(0, (value - steep.value()) / seconds) : 0;
    }

    /// What the load is now.
    double level() {
        return level;
    }

    /// How many times its level the load will be after `horizon`; 1 when it does not rise.
    double growth(Duration horizon) {
        if (slope <= 0 || level <= 0) {
            return 1;
        }
        double rise = slope * (horizon.toMillis() / 1e3) / level;
        return Math.min(OVERSHOOT_MAX, 1 + rise);
    }
}
