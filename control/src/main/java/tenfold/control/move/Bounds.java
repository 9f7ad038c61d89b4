package tenfold.control.move;

import tenfold.base.Check;

/// How many instances a service may have while it follows its load.
public record Bounds(int min, int max) {
    public Bounds {
        Check.that(min >= 1, "min %d is below 1", min);
        Check.that(max >= min, "max %d is below min %d", max, min);
    }
}
