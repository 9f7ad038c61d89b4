package tenfold.sql.gateway;

import java.time.Duration;

/// What it took until no transaction ran on the primary any more.
///
/// @param transactionsFinished were running and came to their own end
/// @param transactionsEnded were ended because they took too long
/// @param statementsHeld clients that wait with a statement
public record Quiet(
        int transactionsFinished, int transactionsEnded, int statementsHeld, Duration took) {
    Quiet plus(Quiet other) {
        return new Quiet(
                transactionsFinished + other.transactionsFinished,
                transactionsEnded + other.transactionsEnded,
                statementsHeld + other.statementsHeld,
                took.compareTo(other.took) > 0 ? took : other.took);
    }
}
