package tenfold.model;

import java.time.Instant;

/// One instance: `pid` is 0 when no process runs, `reason` says how it came to its state in words
/// for an operator, with the last lines of its output when it failed.
public record InstanceReport(
        InstanceId id,
        ServiceName service,
        InstanceState state,
        Instant since,
        String reason,
        long pid,
        int port,
        int restarts,
        long memoryBytes) {}
