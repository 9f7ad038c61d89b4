package tenfold.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A live copy by logical replication, as far as it is.
///
/// @param wish the number of the [MoveWish]
/// @param lagBytes what the follower has yet to apply
/// @param problems why it cannot go on; the station then keeps or restores the old primary
public record MoveReport(
        long wish,
        Phase phase,
        int tables,
        int tablesCopied,
        long rowsCopied,
        long rowsEstimated,
        long lagBytes,
        @Nullable ComparisonReport comparison,
        List<String> problems) {
    public enum Phase {
        CHECKING,
        COPYING,
        FOLLOWING,
        SWITCHING,
        /// The target is primary and the old one follows it.
        REVERSIBLE,
        COMPLETE,
        BACK
    }

    public MoveReport {
        problems = List.copyOf(problems);
    }
}
