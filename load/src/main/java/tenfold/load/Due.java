package tenfold.load;

/// A request that is due: when its user asked for it, for which URL, and whether it counts (the
/// warm-up does not).
record Due(long intendedNanos, int url, boolean counts) {}
