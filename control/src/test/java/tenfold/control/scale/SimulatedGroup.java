package tenfold.control.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import tenfold.model.manifest.ScaleManifest;

/// A group in simulated time, one observation a second: instances take five seconds to start, and
/// `broken` of them never do.
final class SimulatedGroup {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Duration START = Duration.ofSeconds(5);

    final List<String> changes = new ArrayList<>();
    int broken;
    private final Scaler scaler;
    private final Deque<Instant> starting = new ArrayDeque<>();
    private int desired;
    private Instant at = NOON;
    private ScaleDecision last;

    SimulatedGroup(ScaleManifest group, int desired) {
        scaler = new Scaler(group);
        this.desired = desired;
        last = observe(Map.of());
        changes.clear();
    }

    ScaleDecision seconds(int seconds, double demand) {
        for (int i = 0; i < seconds; i++) {
            second(demand);
        }
        return last;
    }

    ScaleDecision second(double demand) {
        return observe(Map.of(Observation.DEMAND, demand));
    }

    ScaleDecision observe(Map<String, Double> metrics) {
        at = at.plusSeconds(1);
        while (!starting.isEmpty() && !starting.getFirst().isAfter(at)) {
            starting.removeFirst();
        }
        int ready = Math.max(0, desired - starting.size() - broken);
        var seen = new Observation(at, ready, starting.size(), START, metrics);
        last = scaler.decide(seen, desired);
        if (last.changes()) {
            changes.add(last.to() + " " + last.reason());
        }
        for (int more = desired; more < last.to(); more++) {
            starting.addLast(at.plus(START));
        }
        while (starting.size() > Math.max(0, last.to() - (desired - starting.size()))
                && last.to() < desired) {
            starting.removeLast();
        }
        desired = last.to();
        return last;
    }

    int desired() {
        return desired;
    }

    /// As if a person had set it.
    void desired(int count) {
        desired = count;
        starting.clear();
    }

    int ready() {
        return desired - starting.size();
    }

    ScaleDecision last() {
        return last;
    }

    Instant at() {
        return at.minusSeconds(1);
    }

    void at(Instant time) {
        at = time;
    }
}
