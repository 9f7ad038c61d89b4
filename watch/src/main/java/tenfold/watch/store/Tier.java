package tenfold.watch.store;

import java.time.Duration;
import java.util.List;

/// A resolution, how much time one block file covers, and how long its blocks are kept.
public enum Tier {
    /// As it came, each second. The newest hour is in memory; blocks are what a restart reads.
    SECONDS("s1", Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(75)),
    QUARTERS("s15", Duration.ofSeconds(15), Duration.ofHours(1), Duration.ofDays(3)),
    FIVES("m5", Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofDays(60));

    final String prefix;
    private final Duration resolution;
    private final Duration block;
    private final Duration kept;

    Tier(String prefix, Duration resolution, Duration block, Duration kept) {
        this.prefix = prefix;
        this.resolution = resolution;
        this.block = block;
        this.kept = kept;
    }

    public Duration resolution() {
        return resolution;
    }

    public Duration kept() {
        return kept;
    }

    long resolutionMillis() {
        return resolution.toMillis();
    }

    long blockMillis() {
        return block.toMillis();
    }

    long keptMillis() {
        return kept.toMillis();
    }

    /// The start of the block that a moment belongs to.
    long blockStart(long millis) {
        return Math.floorDiv(millis, blockMillis()) * blockMillis();
    }

    /// This tier and all finer ones, the coarsest first.
    List<Tier> downToSeconds() {
        return switch (this) {
            case SECONDS -> List.of(SECONDS);
            case QUARTERS -> List.of(QUARTERS, SECONDS);
            case FIVES -> List.of(FIVES, QUARTERS, SECONDS);
        };
    }

    /// The tier that this one is made from; the finest from itself.
    Tier finer() {
        return switch (this) {
            case SECONDS, QUARTERS -> SECONDS;
            case FIVES -> QUARTERS;
        };
    }
}
