package tenfold.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Everything that one machine's stations say at one moment; a part is null until its station has
/// opened.
public record NodeReport(
        Instant at,
        long pid,
        long memoryBytes,
        @Nullable EdgeReport edge,
        @Nullable FleetReport fleet,
        @Nullable SqlReport sql,
        @Nullable HostReport host) {
    /// Of a machine that does not say how it is.
    public NodeReport(
            Instant at,
            long pid,
            long memoryBytes,
            @Nullable EdgeReport edge,
            @Nullable FleetReport fleet,
            @Nullable SqlReport sql) {
        this(at, pid, memoryBytes, edge, fleet, sql, null);
    }
}
