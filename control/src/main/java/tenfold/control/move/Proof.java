package tenfold.control.move;

import org.jspecify.annotations.Nullable;
import tenfold.model.ComparisonReport;
import tenfold.model.EdgeReport;
import tenfold.model.SqlReport;
import tenfold.model.SwitchReport;
import tenfold.model.TargetReport;

/// What shows that a move did no harm; null where it had no occasion to be measured.
///
/// @param rowsCompared on both servers, and found equal
/// @param lagBytes what the new primary had yet to replay when the old one took no more writes
/// @param pauseMillis how long no statement could be served at the switch
/// @param freezeMillis how long statements were held to compare
/// @param held statements that waited meanwhile
/// @param ended transactions that were ended with an error that says retry
/// @param clientErrors answers of the gateway that were errors, the application's own included
/// @param toRetry those that said that nothing was done and it may be tried again
/// @param unknown those that said that nobody knows whether it was done
/// @param requestErrors answers of the edge with status 5xx
/// @param load what reached the application after the cache was turned on
public record Proof(
        @Nullable Long rowsCompared,
        @Nullable Integer tablesCompared,
        @Nullable Long bytesCopied,
        @Nullable Long lagBytes,
        @Nullable Long pauseMillis,
        @Nullable Long freezeMillis,
        @Nullable Long held,
        @Nullable Long ended,
        Tally clientErrors,
        Tally toRetry,
        Tally unknown,
        Tally requestErrors,
        Tally statements,
        @Nullable Load load) {
    public static final Proof NONE =
            new Proof(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Tally.NONE,
                    Tally.NONE,
                    Tally.NONE,
                    Tally.NONE,
                    Tally.NONE,
                    null);

    /// How far a total that starts again at zero with its process has risen.
    public record Tally(long last, long sum) {
        static final Tally NONE = new Tally(-1, 0);

        Tally at(long total) {
            long more = last < 0 ? 0 : total >= last ? total - last : total;
            return new Tally(total, sum + more);
        }
    }

    /// Requests of users, and those that reached the application; `expectedShare` is the part that
    /// was expected to, null when nobody knew.
    public record Load(@Nullable Double expectedShare, Tally requests, Tally toOrigin) {
        /// The part of the requests that reached the application; null without requests.
        public @Nullable Double share() {
            return requests.sum() == 0 ? null : (double) toOrigin.sum() / requests.sum();
        }
    }

    Proof measured(@Nullable Double expectedShare, EdgeReport edge) {
        Load before = load == null ? new Load(expectedShare, Tally.NONE, Tally.NONE) : load;
        long toOrigin = edge.targets().stream().mapToLong(TargetReport::requests).sum();
        return new Proof(
                rowsCompared,
                tablesCompared,
                bytesCopied,
                lagBytes,
                pauseMillis,
                freezeMillis,
                held,
                ended,
                clientErrors,
                toRetry,
                unknown,
                requestErrors,
                statements,
                new Load(
                        expectedShare,
                        before.requests().at(edge.requests()),
                        before.toOrigin().at(toOrigin)));
    }

    Proof counted(SqlReport sql, long fives) {
        return new Proof(
                rowsCompared,
                tablesCompared,
                bytesCopied,
                lagBytes,
                pauseMillis,
                freezeMillis,
                held,
                ended,
                clientErrors.at(sql.errors()),
                toRetry.at(sql.troubles().toRetry()),
                unknown.at(sql.troubles().unknown()),
                requestErrors.at(fives),
                statements.at(sql.statements()),
                load);
    }

    Proof copied(long bytes) {
        long sum = (bytesCopied == null ? 0 : bytesCopied) + bytes;
        return new Proof(
                rowsCompared,
                tablesCompared,
                sum,
                lagBytes,
                pauseMillis,
                freezeMillis,
                held,
                ended,
                clientErrors,
                toRetry,
                unknown,
                requestErrors,
                statements,
                load);
    }

    Proof compared(ComparisonReport comparison) {
        return new Proof(
                comparison.rows(),
                comparison.tables(),
                bytesCopied,
                lagBytes,
                pauseMillis,
                comparison.pauseMillis(),
                held,
                ended,
                clientErrors,
                toRetry,
                unknown,
                requestErrors,
                statements,
                load);
    }

    /// The longest pause of all switches counts, the others are added up.
    Proof switched(SwitchReport report) {
        return new Proof(
                rowsCompared,
                tablesCompared,
                bytesCopied,
                report.lagBytes(),
                Math.max(pauseMillis == null ? 0 : pauseMillis, report.pauseMillis()),
                freezeMillis,
                (held == null ? 0 : held) + report.held(),
                (ended == null ? 0 : ended) + report.ended(),
                clientErrors,
                toRetry,
                unknown,
                requestErrors,
                statements,
                load);
    }
}
