package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;

/// What a move needs of the tier around it: holding clients, and saying who is the primary.
public interface Tier {
    /// Whether the move's target is the recorded primary. Throws while that is not known yet.
    boolean targetIsPrimary() throws IOException;

    /// Holds new transactions and waits until none runs on the primary; those that are not over
    /// within `patience` end with an error that their clients may retry. Throws when clients cannot
    /// be held; then none is.
    void quiesce(Duration patience) throws IOException, InterruptedException;

    /// Lets clients go on with the primary that they had.
    void resume();

    /// Records for good, under a new epoch, that the target (or the source again) is the primary,
    /// and lets clients go on there. When it throws, the old one still is.
    ///
    /// @param lagBytes what the new one had not applied when clients began to be held
    void promote(boolean target, long lagBytes) throws IOException;
}
