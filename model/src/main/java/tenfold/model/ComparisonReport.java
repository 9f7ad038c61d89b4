package tenfold.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A comparison of two servers row by row.
///
/// @param wish the number of the [CompareWish]
/// @param server compared with the primary
/// @param differing names of tables and sequences that differ
/// @param pauseMillis how long statements were held for the two snapshots
/// @param problem why it could not be done; null when it was done or still runs
public record ComparisonReport(
        long wish,
        ServerId server,
        boolean done,
        int tables,
        long rows,
        List<String> differing,
        long pauseMillis,
        @Nullable String problem) {
    public ComparisonReport {
        differing = List.copyOf(differing);
    }
}
