package tenfold.control.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tenfold.base.Check;

/// What was seen of a group at one moment. A metric that could not be measured is absent.
///
/// @param ready instances that take requests
/// @param starting instances that will
/// @param start how long an instance takes from its launch to its first request, as measured
/// @param metrics by name; `demand` is arrival rate x measured cost, in cores
public record Observation(
        Instant at, int ready, int starting, Duration start, Map<String, Double> metrics) {
    /// The metric that every group follows.
    public static final String DEMAND = "demand";

    /// The metric under which a forecast of the demand is passed when it may ask for instances.
    public static final String FORECAST = "forecast";

    public Observation {
        Check.that(ready >= 0 && starting >= 0, "counts below 0");
        Check.that(!start.isNegative(), "a start below 0");
        metrics = Map.copyOf(new TreeMap<>(metrics));
    }
}
