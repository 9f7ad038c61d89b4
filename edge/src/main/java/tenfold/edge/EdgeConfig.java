package tenfold.edge;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import tenfold.base.Check;

/// What an edge is opened with. `faults` is told of bugs and broken surroundings: it decides
/// whether the process ends.
public record EdgeConfig(
        int loops,
        AccessLogFile accessLog,
        EdgeLimits limits,
        CacheConfig cache,
        Consumer<Throwable> faults,
        InstantSource clock) {
    public EdgeConfig {
        Check.that(loops >= 1 && loops <= 256, "loops %d is not within 1 to 256", loops);
    }

    /// Two event loops, a log of five files of 64 MiB, default limits and the system's clock.
    public static EdgeConfig defaults(Path accessLog, Consumer<Throwable> faults) {
        return new EdgeConfig(
                2,
                new AccessLogFile(accessLog, 64L << 20, 5),
                EdgeLimits.DEFAULT,
                CacheConfig.DEFAULT,
                faults,
                InstantSource.system());
    }

    public EdgeConfig withLimits(EdgeLimits other) {
        return new EdgeConfig(loops, accessLog, other, cache, faults, clock);
    }

    public EdgeConfig withCache(CacheConfig other) {
        return new EdgeConfig(loops, accessLog, limits, other, faults, clock);
    }

    public EdgeConfig withClock(InstantSource other) {
        return new EdgeConfig(loops, accessLog, limits, cache, faults, other);
    }

    /// Where the access log is: `path`, and older ones as `path.1` and up when it passes
    /// `bytesMax`.
    public record AccessLogFile(Path path, long bytesMax, int filesMax) {
        public AccessLogFile {
            Check.that(bytesMax >= 1 << 12, "bytesMax %d is below 4096", bytesMax);
            Check.that(filesMax >= 1, "filesMax %d is below 1", filesMax);
        }
    }
}
