package tenfold.sql.compare;

import java.time.Duration;
import java.util.List;

/// What a comparison found.
///
/// @param tables compared
/// @param rows of the original
public record ComparisonResult(int tables, long rows, List<Difference> differing, Duration took) {
    public ComparisonResult {
        differing = List.copyOf(differing);
    }

    public boolean same() {
        return differing.isEmpty();
    }
}
