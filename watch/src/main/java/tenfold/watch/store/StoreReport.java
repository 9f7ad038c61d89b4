package tenfold.watch.store;

/// What a store holds, and what it turned away since it opened.
///
/// @param active series with a sample in memory
/// @param known series that memory or a block names
/// @param refused samples of series beyond the limit
/// @param late samples that were not newer than the last one of their series
/// @param memorySeconds how far back memory goes
public record StoreReport(
        int active,
        int known,
        long samples,
        long refused,
        long late,
        long memoryBytes,
        long memorySeconds,
        long diskBytes) {}
