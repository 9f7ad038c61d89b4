package tenfold.model;

import tenfold.base.Check;

/// The bounds of the adaptive limit on the requests that a group has together.
public record Concurrency(int limitMin, int limitMax) {
    public static final Concurrency DEFAULT = new Concurrency(8, 2_000);

    public Concurrency {
        Check.that(
                limitMin >= 1 && limitMin <= limitMax,
                "limits %d and %d are not in order",
                limitMin,
                limitMax);
    }
}
