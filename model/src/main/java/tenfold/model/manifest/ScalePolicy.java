package tenfold.model.manifest;

import java.util.List;
import tenfold.base.Check;

/// A metric that asks for instances.
///
/// Known metrics, all of one service: `requests` (arrivals per second), `cpu` (used part of the
/// instances' cores), `latency` (p95 in milliseconds), `queue` (requests in flight or waiting), and
/// whatever else is recorded under its name.
public sealed interface ScalePolicy {
    String metric();

    /// Keeps a metric at its target: an average of the instances (`cpu`, `latency`), or a sum of
    /// which each instance takes `target` (`requests`, `queue`, any other).
    record Tracking(String metric, double target) implements ScalePolicy {
        public Tracking {
            Check.that(target > 0, "the target %s must be positive", target);
        }

        public boolean isAverage() {
            return metric.equals("cpu") || metric.equals("latency");
        }
    }

    /// Adds instances to those in service while a metric is above a bound; the highest bound that
    /// is exceeded counts.
    record Steps(String metric, List<Step> steps) implements ScalePolicy {
        public Steps {
            Check.that(!steps.isEmpty(), "a step policy needs a step");
            steps = List.copyOf(steps);
        }
    }

    /// One bound and how many instances to add above it.
    record Step(double above, int add) {
        public Step {
            Check.that(above >= 0, "the bound %s is below 0", above);
            Check.that(add >= 1, "a step adds %d, which is below 1", add);
        }
    }
}
