package tenfold.sql.cluster;

import org.jspecify.annotations.Nullable;
import tenfold.model.ServerId;

/// A change of the primary on its way, until it is recorded; from then on what is recorded is
/// simply made true.
///
/// @param to null for a failover until the most advanced is known; the same as `from` for a restart
/// @param since when its step began
/// @param paused when writes stopped
/// @param needed the new primary must have replayed beyond this
record Change(
        Kind kind,
        Step step,
        ServerId from,
        @Nullable ServerId to,
        long wish,
        String reason,
        long since,
        long paused,
        long needed,
        long held,
        long ended) {
    enum Kind {
        FAILOVER,
        SWITCH,
        RESTART
    }

    enum Step {
        FENCING,
        PREPARING,
        QUIESCING,
        STOPPING,
        SETTLING,
        RECORDING
    }

    static Change failover(ServerId from, String reason, long now) {
        return new Change(Kind.FAILOVER, Step.FENCING, from, null, 0, reason, now, now, 0, 0, 0);
    }

    static Change planned(Kind kind, ServerId from, ServerId to, long wish, String why, long now) {
        return new Change(kind, Step.PREPARING, from, to, wish, why, now, now, 0, 0, 0);
    }

    Change step(Step next, long now) {
        return new Change(kind, next, from, to, wish, reason, now, paused, needed, held, ended);
    }

    Change paused(long now) {
        return new Change(kind, step, from, to, wish, reason, since, now, needed, held, ended);
    }

    Change to(ServerId best) {
        return new Change(kind, step, from, best, wish, reason, since, paused, needed, held, ended);
    }

    Change needs(long lsn) {
        return new Change(kind, step, from, to, wish, reason, since, paused, lsn, held, ended);
    }

    Change clients(long newlyHeld, long newlyEnded) {
        return new Change(
                kind, step, from, to, wish, reason, since, paused, needed, newlyHeld, newlyEnded);
    }
}
