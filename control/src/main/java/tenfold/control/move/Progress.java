package tenfold.control.move;

import org.jspecify.annotations.Nullable;

/// How far a running move is.
///
/// @param words for people
/// @param share from 0 to 1; null where nobody can say
/// @param mark changes when there is progress
/// @param amount rises when there is progress; a second try that starts at nothing is none until it
///   has come further than the first
public record Progress(
        Phase phase, String words, @Nullable Double share, String mark, long amount) {
    static Progress of(Phase phase, String words) {
        return new Progress(phase, words, null, words, 0);
    }

    boolean isBeyond(Progress earlier) {
        return !mark.equals(earlier.mark) || amount > earlier.amount;
    }

    Progress atLeast(Progress earlier) {
        return new Progress(phase, words, share, mark, Math.max(amount, earlier.amount));
    }
}
