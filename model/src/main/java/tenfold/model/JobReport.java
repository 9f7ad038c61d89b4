package tenfold.model;

import java.time.Instant;

/// One job: `reason` says how it came to its state, with the last lines of its output when it
/// failed.
public record JobReport(JobId id, JobState state, Instant since, String reason) {}
