package tenfold.sql.logical;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.model.ComparisonReport;
import tenfold.model.MoveReport;
import tenfold.model.ServerId;
import tenfold.sql.compare.ComparisonResult;
import tenfold.sql.compare.Difference;

/// A move as far as it is.
///
/// @param rowsEstimated by the source's statistics
/// @param lagBytes what the follower has yet to apply
/// @param comparison the last one; null before
/// @param problems why it does not get on, or why it went back
/// @param switched the last switch in either direction; null before
public record MoveStatus(
        long number,
        MoveReport.Phase phase,
        int tables,
        int tablesCopied,
        long rowsCopied,
        long rowsEstimated,
        long lagBytes,
        @Nullable ComparisonResult comparison,
        List<String> problems,
        @Nullable Switched switched) {
    /// @param pauseMillis from when clients began to be held until they went on at the new primary
    /// @param lagBytes what was not applied when they began to be held
    public record Switched(boolean toTarget, long pauseMillis, long lagBytes) {}

    public MoveStatus {
        problems = List.copyOf(problems);
    }

    /// As reports to control have it; `target` is the server that the copy is on.
    public MoveReport report(ServerId target) {
        return new MoveReport(
                number,
                phase,
                tables,
                tablesCopied,
                rowsCopied,
                rowsEstimated,
                lagBytes,
                comparison == null ? null : report(target, comparison),
                problems);
    }

    /// Nobody is held for this comparison.
    private ComparisonReport report(ServerId target, ComparisonResult result) {
        return new ComparisonReport(
                number,
                target,
                true,
                result.tables(),
                result.rows(),
                result.differing().stream().map(Difference::name).toList(),
                0,
                null);
    }
}
