package tenfold.model;

import org.jspecify.annotations.Nullable;

/// What statements of one shape weigh on the primary.
///
/// @param text normalised: `?` for each literal; cut after some hundred letters
/// @param reads whether its text changes nothing
/// @param active sessions that run it, on average
/// @param micros how long it takes, about: twice the mean age at which it was seen
/// @param remedy what would make it cheaper, in words; null when nothing is known
public record StatementLoad(
        String text, boolean reads, double active, long micros, @Nullable String remedy) {}
