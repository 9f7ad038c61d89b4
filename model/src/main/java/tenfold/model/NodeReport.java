package tenfold.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Everything that one machine's stations say at one moment; a part is null until its station has
/// opened.
public record NodeReport(
        Instant at,
        long pid,
        long memoryBytes,
        HostReport host,
        @Nullable EdgeReport edge,
        @Nullable FleetReport fleet,
        @Nullable SqlReport sql) {}
