package tenfold.edge;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// How large the cache may get, and how long requests wait for one another.
///
/// `memoryBytesMax` is what stored answers take outside the heap; `fillBytesMax` is what answers
/// that are still coming, or still being sent although driven out, may take beside it. `waitMax` is
/// how long a request waits for the answer to another one before it is sent on its own. With a
/// `disk`, answers survive a restart, and what memory has driven out is read from there.
public record CacheConfig(
        long memoryBytesMax,
        long fillBytesMax,
        int fillsMax,
        Duration waitMax,
        @Nullable Disk disk) {
    /// A folder of the cache's own, and how many bytes its files may have; 0 keeps nothing there
    /// until an image says otherwise.
    public record Disk(Path folder, long bytesMax) {}

    public static final CacheConfig DEFAULT =
            new CacheConfig(64L << 20, 64L << 20, 1024, Duration.ofSeconds(5), null);

    public CacheConfig {
        Check.that(memoryBytesMax >= 0, "memoryBytesMax %d is negative", memoryBytesMax);
        Check.that(fillBytesMax >= 0, "fillBytesMax %d is negative", fillBytesMax);
        Check.that(fillsMax >= 1, "fillsMax %d is below 1", fillsMax);
        Check.that(waitMax.isPositive(), "waitMax must be positive");
    }

    public CacheConfig withMemory(long bytesMax) {
        return new CacheConfig(bytesMax, fillBytesMax, fillsMax, waitMax, disk);
    }

    public CacheConfig withWait(Duration max) {
        return new CacheConfig(memoryBytesMax, fillBytesMax, fillsMax, max, disk);
    }

    public CacheConfig on(Disk where) {
        return new CacheConfig(memoryBytesMax, fillBytesMax, fillsMax, waitMax, where);
    }
}
