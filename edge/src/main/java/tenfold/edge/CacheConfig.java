package tenfold.edge;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// How large the cache may get, and how long requests wait for one another.
///
/// `memoryBytesMax` is outside the heap; `fillBytesMax` is what answers that are still coming may
/// take beside it. `waitMax` is how long a request waits for the answer to another one before it is
/// sent on its own. Without a `folder` there is no disk tier.
public record CacheConfig(
        long memoryBytesMax,
        long fillBytesMax,
        int fillsMax,
        Duration waitMax,
        @Nullable Path folder,
        long diskBytesMax) {
    /// In memory alone.
    public static final CacheConfig DEFAULT =
            new CacheConfig(64L << 20, 64L << 20, 1024, Duration.ofSeconds(5), null, 1L << 30);

    public CacheConfig {
        Check.that(memoryBytesMax >= 0, "memoryBytesMax %d is negative", memoryBytesMax);
        Check.that(fillBytesMax >= 0, "fillBytesMax %d is negative", fillBytesMax);
        Check.that(fillsMax >= 1, "fillsMax %d is below 1", fillsMax);
        Check.that(waitMax.isPositive(), "waitMax must be positive");
        Check.that(diskBytesMax >= 0, "diskBytesMax %d is negative", diskBytesMax);
    }

    public CacheConfig withMemory(long bytesMax) {
        return new CacheConfig(bytesMax, fillBytesMax, fillsMax, waitMax, folder, diskBytesMax);
    }

    public CacheConfig withWait(Duration max) {
        return new CacheConfig(memoryBytesMax, fillBytesMax, fillsMax, max, folder, diskBytesMax);
    }

    public CacheConfig onDisk(Path where, long bytesMax) {
        return new CacheConfig(memoryBytesMax, fillBytesMax, fillsMax, waitMax, where, bytesMax);
    }
}
