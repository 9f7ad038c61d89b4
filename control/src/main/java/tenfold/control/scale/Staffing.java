package tenfold.control.scale;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// How much of a fleet may be used, and so how many instances a load needs.
///
/// A queue's wait grows without bound as its servers come to be used wholly, but many servers that
/// share a queue may be used more than few at the same wait: what must stay free grows with the
/// square root of the load only (square-root staffing). So without a fixed part the usable one
/// comes from the M/M/c queue: the most at which at most one request in a hundred waits longer than
/// a request takes, at least half (a small fleet would stand idle), and at most [#PART_MAX],
/// because arrivals are burstier and balancing is poorer than the model's.
public final class Staffing {
    static final double PART_MIN = 0.5;
    static final double PART_MAX = 0.8;

    /// Beyond this no slack is borne.
    static final double BORNE_MAX = 0.86;

    private static final double LATE_MAX = 0.01;
    private static final int TABLE = 32;
    private static final double ROUNDING = 1e-9;
    private static final double[] PARTS =
            IntStream.rangeClosed(1, TABLE).mapToDouble(Staffing::solve).toArray();

    private final @Nullable Double fixed;

    /// Of a fixed part within 0 to 1, or by the fleet's size when that is null.
    public Staffing(@Nullable Double fixed) {
        Check.that(fixed == null || (fixed > 0 && fixed <= 1), "the part is not within 0 to 1");
        this.fixed = fixed;
    }

    /// The part of `instances` that may be used.
    public double part(int instances) {
        if (fixed != null) {
            return fixed;
        }
        return instances > TABLE ? PART_MAX : Math.clamp(PARTS[instances - 1], PART_MIN, PART_MAX);
    }

    /// The fewest instances for a load (in wholly used instances) when `slack` more than the usable
    /// part is borne; a slack never leads beyond [#BORNE_MAX].
    public int instances(double load, double slack) {
        int low = 1;
        int high = (int) Math.min(1_000_000, Math.ceil(load / (fixed == null ? PART_MIN : fixed)));
        while (low < high) {
            int middle = (low + high) / 2;
            double borne = Math.max(part(middle), Math.min(BORNE_MAX, part(middle) * (1 + slack)));
            if (middle * borne + ROUNDING >= load) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// The highest use of `servers` at which few enough wait longer than a service time.
    static double solve(int servers) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 50; i++) {
            double middle = (low + high) / 2;
            if (late(servers, middle) <= LATE_MAX) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The part of requests that wait longer than one mean service time: Erlang's C formula.
    static double late(int servers, double use) {
        double load = servers * use;
        double blocked = 1;
        for (int i = 1; i <= servers; i++) {
            blocked = load * blocked / (i + load * blocked);
        }
        double waits = blocked / (1 - use * (1 - blocked));
        return waits * Math.exp(-servers * (1 - use));
    }
}
