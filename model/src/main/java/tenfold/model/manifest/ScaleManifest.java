package tenfold.model.manifest;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// How a service's instances follow its load: a group with bounds, and the policies that ask for
/// instances within them. The policy that asks for most wins.
///
/// @param cores the work that one instance is meant to do, in cores; a request's cost is measured
/// @param target the part of that which is to be used, within 0 to 1; null chooses it by the size
///   of the fleet
/// @param policies what else asks for instances, besides arrival rate x measured cost
/// @param schedule times with bounds of their own
/// @param warm instances that are started and wait, beyond those in service
public record ScaleManifest(
        int min,
        int max,
        double cores,
        @Nullable Double target,
        List<ScalePolicy> policies,
        List<ScaleWindow> schedule,
        Forecasting forecast,
        int warm,
        Spot spot,
        ScaleIn scaleIn) {
    /// The largest group.
    public static final int INSTANCES_MAX = 64;

    /// What is done with a forecast of the load.
    public enum Forecasting {
        OFF,
        /// It is made and shown, and judged by what came; nothing follows from it.
        ONLY,
        /// It also asks for instances, as soon as a replay of the past shows that this pays.
        SCALE
    }

    /// Instances that may be reclaimed: those beyond `base` in this part, within 0 to 1; a
    /// reclaimed one has `notice` to end.
    public record Spot(int base, double part, Duration notice) {
        public static final Spot NONE = new Spot(0, 0, Duration.ofMinutes(2));

        public Spot {
            Check.that(base >= 0, "the base %d is below 0", base);
            Check.that(part >= 0 && part <= 1, "the part %s is not within 0 to 1", part);
            Check.that(!notice.isNegative(), "the notice is negative");
        }
    }

    /// How a group shrinks: to what the most of `window` needed, at most by `part` of it at once,
    /// and then not again for `coolDown`.
    public record ScaleIn(Duration window, double part, Duration coolDown) {
        public static final ScaleIn DEFAULT =
                new ScaleIn(Duration.ofMinutes(3), 0.2, Duration.ofMinutes(1));

        public ScaleIn {
            Check.that(window.isPositive(), "the window must be positive");
            Check.that(part > 0 && part <= 1, "the part %s is not within 0 to 1", part);
            Check.that(!coolDown.isNegative(), "the cool-down is negative");
        }
    }

    public ScaleManifest {
        Check.that(min >= 1, "min %d is below 1", min);
        Check.that(max >= min, "max %d is below min %d", max, min);
        Check.that(cores > 0, "cores %s must be positive", cores);
        Check.that(
                target == null || (target > 0 && target <= 1), "the target is not within 0 to 1");
        Check.that(warm >= 0, "warm %d is below 0", warm);
        policies = List.copyOf(policies);
        schedule = List.copyOf(schedule);
    }

    /// A group that follows its demand, with everything else as it comes.
    public static ScaleManifest between(int min, int max) {
        return new ScaleManifest(
                min,
                max,
                1,
                null,
                List.of(),
                List.of(),
                Forecasting.ONLY,
                0,
                Spot.NONE,
                ScaleIn.DEFAULT);
    }

    /// The same group with other bounds.
    public ScaleManifest within(int newMin, int newMax) {
        return new ScaleManifest(
                newMin, newMax, cores, target, policies, schedule, forecast, warm, spot, scaleIn);
    }
}
