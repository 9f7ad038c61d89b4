package tenfold.model;

/// A [PurgeWish] that was granted, and how many answers that took.
public record PurgeReport(long number, long answers) {}
