package tenfold.watch.store;

import java.util.function.Predicate;

/// Which series are wanted, from when to when (milliseconds, both included), how finely, and what
/// of each window where windows are all that is left.
public record Selection(Predicate<Labels> series, long from, long to, Tier tier, Column column) {}
