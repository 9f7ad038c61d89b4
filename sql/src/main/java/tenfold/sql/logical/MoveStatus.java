package tenfold.sql.logical;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.sql.compare.ComparisonResult;

/// A move as far as it is.
///
/// @param rowsEstimated by the source's statistics
/// @param lagBytes what the follower has yet to apply
/// @param comparison the last one; null before
/// @param problems why it does not get on, or why it went back
/// @param switched the last switch in either direction; null before
public record MoveStatus(
        long number,
        Phase phase,
        int tables,
        int tablesCopied,
        long rowsCopied,
        long rowsEstimated,
        long lagBytes,
        @Nullable ComparisonResult comparison,
        List<String> problems,
        @Nullable Switched switched) {
    public enum Phase {
        CHECKING,
        COPYING,
        FOLLOWING,
        SWITCHING,
        REVERSIBLE,
        COMPLETE,
        BACK
    }

    /// @param pauseMillis from when clients began to be held until they went on at the new primary
    /// @param lagBytes what was not applied when they began to be held
    public record Switched(boolean toTarget, long pauseMillis, long lagBytes) {}

    public MoveStatus {
        problems = List.copyOf(problems);
    }
}
