package tenfold.control.move;

import org.jspecify.annotations.Nullable;

/// How far a running move is.
///
/// @param words for people
/// @param share from 0 to 1; null where nobody can say
/// @param mark changes when there is progress
public record Progress(Phase phase, String words, @Nullable Double share, String mark) {
    static Progress of(Phase phase, String words) {
        return new Progress(phase, words, null, words);
    }
}
