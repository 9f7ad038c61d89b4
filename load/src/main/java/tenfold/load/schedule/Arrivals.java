package tenfold.load.schedule;

import java.util.SplittableRandom;
import tenfold.base.Check;

/// The moments at which independent users ask: a Poisson process, in nanoseconds since its start.
///
/// The gaps between arrivals are exponentially distributed with mean 1/rate. The sum is kept in
/// double precision nanoseconds, which is exact to a microsecond over a hundred days.
public final class Arrivals {
    private final SplittableRandom random;
    private final double meanGapNanos;
    private double next;

    public Arrivals(double ratePerSecond, long seed) {
        Check.that(ratePerSecond > 0, "rate %s must be above 0", ratePerSecond);
        this.random = new SplittableRandom(seed);
        this.meanGapNanos = 1e9 / ratePerSecond;
        advance();
    }

    /// When the next request is due.
    public long nextNanos() {
        return (long) next;
    }

    /// Moves on to the arrival after this one.
    public void advance() {
        next += -Math.log(1 - random.nextDouble()) * meanGapNanos;
    }
}
