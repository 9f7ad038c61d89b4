package tenfold.control.scale;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import tenfold.control.scale.ScaleDecision.Cause;
import tenfold.model.manifest.ScaleManifest;

/// The control law: from evidence to a decision, and nothing else.
///
/// Growing is at once, because a queue of users is worse than an idle instance: as soon as the
/// policy that asks for most cannot bear what there is (a dead band of [#BAND] keeps small swings
/// from acting), to what it wants, at most [#GROWTH_MAX]-fold a decision. Small growth follows
/// small growth only after [#GROW_PAUSE].
///
/// Shrinking needs calm and certainty: every metric there for the whole scale-in window, every
/// instance ready, no panic, a pause since the last time; then to what the most of the window
/// needed, by at most a part. What is missing or absurd therefore never shrinks a group.
final class ScaleLaw {
    static final double BAND = 0.1;
    static final int GROWTH_MAX = 4;
    static final int GROWTH_FREE = 10;
    static final double SMALL = 1.25;
    static final Duration GROW_PAUSE = Duration.ofSeconds(30);

    private ScaleLaw() {}

    static ScaleDecision decide(ScaleManifest.ScaleIn rules, Evidence seen) {
        int desired = seen.desired();
        if (desired < seen.min() || desired > seen.max()) {
            return intoBounds(rules, seen);
        }
        Optional<Wish> most =
                seen.wishes().stream()
                        .filter(Wish::measured)
                        .max(Comparator.comparingInt(Wish::bearable));
        if (most.isPresent() && most.get().bearable() > desired) {
            return grow(seen, most.get());
        }
        return shrink(rules, seen);
    }

    private static ScaleDecision intoBounds(ScaleManifest.ScaleIn rules, Evidence seen) {
        int desired = seen.desired();
        int to = Math.max(seen.min(), Math.max(seen.max(), desired - most(rules, desired)));
        if (desired < seen.min()) {
            to = seen.min();
        } else if (seen.sinceIn().compareTo(rules.coolDown()) < 0) {
            to = desired;
        }
        String words = "the group is to have %d to %d instances".formatted(seen.min(), seen.max());
        return decision(seen, to, Cause.BOUNDS, words);
    }

    /// How many instances may go at once.
    private static int most(ScaleManifest.ScaleIn rules, int desired) {
        return Math.max(1, (int) (desired * rules.part()));
    }

    private static ScaleDecision grow(Evidence seen, Wish wish) {
        int desired = seen.desired();
        if (desired == seen.max()) {
            String words = wish.words() + "; the maximum is " + seen.max();
            return decision(seen, desired, Cause.AT_MAX, words);
        }
        int most = Math.max(GROWTH_MAX * desired, desired + GROWTH_FREE);
        int to = Math.min(Math.min(wish.want(), most), seen.max());
        boolean small = to <= Math.ceil(desired * SMALL);
        if (small && !seen.panic() && seen.sinceOut().compareTo(GROW_PAUSE) < 0) {
            String words =
                    "%s; it grew %d s ago".formatted(wish.words(), seen.sinceOut().toSeconds());
            return decision(seen, desired, Cause.GROWN_JUST_NOW, words);
        }
        return decision(seen, to, Cause.GROW, wish.words());
    }

    private static ScaleDecision shrink(ScaleManifest.ScaleIn rules, Evidence seen) {
        int desired = seen.desired();
        int fewest = Math.max(seen.peak(), seen.min());
        int gap = desired - fewest;
        if (gap < Math.max(1, (int) (desired * BAND))) {
            return decision(seen, desired, Cause.FITS, words(seen));
        }
        String why = whyNotShrink(rules, seen);
        if (!why.isEmpty()) {
            return decision(seen, desired, Cause.HELD, why);
        }
        String words =
                "the most of the last %d s needed %d".formatted(rules.window().toSeconds(), fewest);
        return decision(seen, desired - Math.min(gap, most(rules, desired)), Cause.SHRINK, words);
    }

    /// What keeps a group from shrinking that has more than it needs; empty when nothing does.
    private static String whyNotShrink(ScaleManifest.ScaleIn rules, Evidence seen) {
        String missing =
                seen.wishes().stream()
                        .filter(wish -> !wish.measured())
                        .map(Wish::words)
                        .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return "it does not shrink: " + missing;
        }
        if (seen.watched().compareTo(rules.window()) < 0) {
            return "it does not shrink: watched without a gap for %d of %d s"
                    .formatted(seen.watched().toSeconds(), rules.window().toSeconds());
        }
        if (seen.panic()) {
            return "it does not shrink: the load was twice of what is there a moment ago";
        }
        if (seen.ready() < seen.desired() || seen.starting() > 0) {
            return "it does not shrink: %d of %d instances are ready"
                    .formatted(seen.ready(), seen.desired());
        }
        if (seen.sinceIn().compareTo(rules.coolDown()) < 0) {
            return "it shrank %d s ago".formatted(seen.sinceIn().toSeconds());
        }
        return "";
    }

    private static String words(Evidence seen) {
        return seen.wishes().stream().map(Wish::words).collect(Collectors.joining(", "));
    }

    private static ScaleDecision decision(Evidence seen, int to, Cause cause, String reason) {
        return new ScaleDecision(seen.desired(), to, cause, reason, seen);
    }
}
