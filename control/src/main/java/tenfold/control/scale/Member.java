package tenfold.control.scale;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// One instance of a group, as it is wanted.
///
/// @param number as in `web-3`
/// @param since when it came to this state
/// @param until when a reclaimed one is taken away; null for all others
public record Member(
        int number, Purchase purchase, State state, Instant since, @Nullable Instant until) {
    /// How the instance is paid for, which says how it may be lost.
    public enum Purchase {
        ON_DEMAND,
        /// Cheaper, and taken away at a short notice when somebody else needs it.
        SPOT
    }

    /// What it is to do.
    public enum State {
        SERVING,
        /// Started, and without requests until it is needed.
        WARM,
        /// It serves until its replacement does, and is taken away at a known time.
        RECLAIMED,
        /// It finishes what it has and then ends.
        DRAINING
    }

    public Member {
        Check.that(number >= 1, "number %d is below 1", number);
        Check.that(
                state != State.RECLAIMED || until != null, "a reclaimed member has a last moment");
    }

    static Member fresh(int number, Purchase purchase, State state, Instant now) {
        return new Member(number, purchase, state, now, null);
    }

    Member becomes(State next, Instant now) {
        return new Member(number, purchase, next, now, until);
    }

    Member reclaimed(Instant now, Instant end) {
        return new Member(number, purchase, State.RECLAIMED, now, end);
    }

    /// Whether it may take new requests.
    public boolean routed() {
        return switch (state) {
            case SERVING, RECLAIMED -> true;
            case WARM, DRAINING -> false;
        };
    }
}
