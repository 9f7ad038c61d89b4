package tenfold.watch.store;

import java.time.Duration;
import tenfold.base.Check;

/// How much a store may take.
///
/// @param seriesMax series that had a sample in the last hour; more are refused
/// @param knownMax series that any block still names
/// @param memoryBytesMax coded samples in memory; beyond it the oldest leave it before their hour
/// @param memoryKept how long samples stay in memory
/// @param diskBytesMax all block files; beyond it the tier that takes most gives up its oldest
/// @param samplesMax samples that one query may hold
public record StoreLimits(
        int seriesMax,
        int knownMax,
        long memoryBytesMax,
        Duration memoryKept,
        long diskBytesMax,
        int samplesMax) {
    public static final StoreLimits DEFAULT =
            new StoreLimits(4_000, 16_000, 24L << 20, Duration.ofHours(1), 256L << 20, 500_000);

    public StoreLimits {
        Check.that(seriesMax >= 1 && knownMax >= seriesMax, "series limits must be positive");
        Check.that(samplesMax >= 1000, "a query needs 1000 samples at least");
    }

    public StoreLimits withDisk(long bytes) {
        return new StoreLimits(seriesMax, knownMax, memoryBytesMax, memoryKept, bytes, samplesMax);
    }
}
