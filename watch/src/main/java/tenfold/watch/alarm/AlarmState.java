package tenfold.watch.alarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tenfold.model.AlarmReport.State;
import tenfold.model.manifest.AlarmCondition.Threshold;
import tenfold.watch.alarm.Look.Verdict;

/// How one alarm is. Pure: [#on] gives the next state, with time as a part of the look.
///
/// The newest `of` looks decide. It is raised when `points` of them are breaching, and well when so
/// many cannot be breaching, whatever those would have shown that found no data or were not made
/// yet. Without any data it is unknown; between the two it stays as it was.
record AlarmState(State state, Instant since, String reason, List<Verdict> looks) {
    AlarmState {
        looks = List.copyOf(looks);
    }

    static AlarmState unknown(Instant now) {
        return new AlarmState(State.INSUFFICIENT_DATA, now, "no look yet", List.of());
    }

    AlarmState on(Look look, Threshold condition) {
        Verdict verdict = look.verdict();
        if (verdict == Verdict.MISSING) {
            switch (condition.missing()) {
                case KEEP -> {
                    return this;
                }
                case OK -> verdict = Verdict.WELL;
                case ALARM -> verdict = Verdict.BREACHING;
                case UNKNOWN -> {}
            }
        }
        int of = condition.points().of();
        var newest =
                new ArrayList<>(looks.subList(Math.max(0, looks.size() - of + 1), looks.size()));
        newest.add(verdict);
        return judged(newest, look, condition);
    }

    private AlarmState judged(List<Verdict> newest, Look look, Threshold condition) {
        int points = condition.points().points();
        int of = condition.points().of();
        long breaching = newest.stream().filter(one -> one == Verdict.BREACHING).count();
        long well = newest.stream().filter(one -> one == Verdict.WELL).count();
        long open = of - breaching - well;
        String found = "%d of %d looks breach: %s".formatted(breaching, of, look.words());
        if (breaching >= points) {
            return to(State.ALARM, found, look.at(), newest);
        }
        if (breaching + open < points) {
            return to(State.OK, found, look.at(), newest);
        }
        if (breaching + well == 0) {
            return to(State.INSUFFICIENT_DATA, look.words(), look.at(), newest);
        }
        return new AlarmState(state, since, reason, newest);
    }

    private AlarmState to(State next, String why, Instant now, List<Verdict> newest) {
        return next == state
                ? new AlarmState(state, since, why, newest)
                : new AlarmState(next, now, why, newest);
    }

    /// The next state of an alarm that is made of others.
    AlarmState on(State next, String why, Instant now) {
        return to(next, why, now, List.of());
    }
}
