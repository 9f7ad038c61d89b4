package tenfold.edge;

import java.time.Duration;
import tenfold.base.Check;

/// How large the cache may get, and how long requests wait for one another.
///
/// `memoryBytesMax` is what stored answers take outside the heap; `fillBytesMax` is what answers
/// that are still coming, or still being sent although driven out, may take beside it. `waitMax` is
/// how long a request waits for the answer to another one before it is sent on its own.
public record CacheConfig(long memoryBytesMax, long fillBytesMax, int fillsMax, Duration waitMax) {
    public static final CacheConfig DEFAULT =
            new CacheConfig(64L << 20, 64L << 20, 1024, Duration.ofSeconds(5));

    public CacheConfig {
        Check.that(memoryBytesMax >= 0, "memoryBytesMax %d is negative", memoryBytesMax);
        Check.that(fillBytesMax >= 0, "fillBytesMax %d is negative", fillBytesMax);
        Check.that(fillsMax >= 1, "fillsMax %d is below 1", fillsMax);
        Check.that(waitMax.isPositive(), "waitMax must be positive");
    }

    public CacheConfig withMemory(long bytesMax) {
        return new CacheConfig(bytesMax, fillBytesMax, fillsMax, waitMax);
    }

    public CacheConfig withWait(Duration max) {
        return new CacheConfig(memoryBytesMax, fillBytesMax, fillsMax, max);
    }
}
