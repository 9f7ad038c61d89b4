package tenfold.watch.store;

/// One value of one series, as a source says it.
public record Reading(Labels labels, Kind kind, double value) {}
