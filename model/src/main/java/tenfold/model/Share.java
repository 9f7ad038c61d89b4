package tenfold.model;

import tenfold.base.Check;

/// A target group and its part of a route's requests: `weight` of the sum of all weights.
public record Share(TargetGroupId group, int weight) {
    public static final int WEIGHT_MAX = 1_000;

    public Share {
        Check.that(
                weight >= 0 && weight <= WEIGHT_MAX,
                "weight %d is not within 0 to %d",
                weight,
                WEIGHT_MAX);
    }
}
