package tenfold.control.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ScaleWindow;

/// The memory of one group: sums up what was observed as evidence and asks the law. The same
/// observations give the same decisions. Not thread-safe.
public final class Scaler {
    /// A gap between two observations after which what was seen before says nothing of calm.
    private static final Duration GAP_MAX = Duration.ofSeconds(10);

    private static final Duration PANIC = Duration.ofMinutes(1);
    private static final int PANIC_FACTOR = 2;

    private record Need(Instant at, int instances) {}

    private final ScaleManifest group;
    private final Wishes wishes;
    private final Deque<Need> needs = new ArrayDeque<>();
    private Instant last = Instant.MIN;
    private Instant wholeSince = Instant.MAX;
    private Instant panicUntil = Instant.MIN;
    private Instant lastOut = Instant.MIN;
    private Instant lastIn = Instant.MIN;
    private int lastDesired;

    public Scaler(ScaleManifest group) {
        this.group = group;
        wishes = new Wishes(group);
    }

    /// Decides after one more observation; `desired` is what the group is to have so far.
    public ScaleDecision decide(Observation seen, int desired) {
        Instant now = seen.at();
        noticeChange(desired, now);
        List<Wish> asked = wishes.of(seen, desired);
        boolean whole = asked.stream().allMatch(Wish::measured);
        boolean gap = last.equals(Instant.MIN) || last.plus(GAP_MAX).isBefore(now);
        if (!whole || gap) {
            wholeSince = whole ? now : Instant.MAX;
        } else if (wholeSince.equals(Instant.MAX)) {
            wholeSince = now;
        }
        last = now;
        int need = asked.stream().mapToInt(Wish::now).max().orElse(0);
        remember(new Need(now, need));
        if (need >= PANIC_FACTOR * Math.max(1, seen.ready())) {
            panicUntil = now.plus(PANIC);
        }
        return ScaleLaw.decide(group.scaleIn(), evidence(seen, desired, asked));
    }

    private Evidence evidence(Observation seen, int desired, List<Wish> asked) {
        Instant now = seen.at();
        int min = group.min();
        int max = group.max();
        for (ScaleWindow window : group.schedule()) {
            if (window.holds(now)) {
                min = Objects.requireNonNullElse(window.min(), min);
                max = Objects.requireNonNullElse(window.max(), max);
            }
        }
        return new Evidence(
                now,
                Math.min(min, max),
                max,
                desired,
                seen.ready(),
                seen.starting(),
                asked,
                needs.isEmpty() ? 0 : needs.getFirst().instances(),
                wholeSince.equals(Instant.MAX) ? Duration.ZERO : Duration.between(wholeSince, now),
                now.isBefore(panicUntil),
                since(lastOut, now),
                since(lastIn, now));
    }

    private static Duration since(Instant then, Instant now) {
        return then.equals(Instant.MIN) ? Duration.ofDays(1) : Duration.between(then, now);
    }

    private void noticeChange(int desired, Instant now) {
        if (lastDesired != 0 && desired > lastDesired) {
            lastOut = now;
        } else if (desired < lastDesired) {
            lastIn = now;
        }
        lastDesired = desired;
    }

    /// Keeps the needs of the window falling, so that the first is its most.
    private void remember(Need need) {
        while (!needs.isEmpty() && needs.getLast().instances() <= need.instances()) {
            needs.removeLast();
        }
        needs.addLast(need);
        Instant from = need.at().minus(group.scaleIn().window());
        while (needs.getFirst().at().isBefore(from)) {
            needs.removeFirst();
        }
    }
}
