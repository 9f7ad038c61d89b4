package tenfold.control.move;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.ServerId;

/// One step of growth, as far as it is.
///
/// @param words the step as it would be typed
/// @param undoes the number of the move that it takes back; 0 when it is none
/// @param before the tier when it started
/// @param at which of the legs is under way
/// @param entered what the node said when that leg started; null when it could not start yet
/// @param end how it ended; null while it runs
/// @param problem why it went back, or cannot go on
/// @param undone whether a later move has taken it back
public record Move(
        long number,
        Step step,
        String words,
        long undoes,
        Tier before,
        List<Leg> legs,
        int at,
        Course course,
        @Nullable Entered entered,
        @Nullable Phase end,
        Instant startedAt,
        Instant legAt,
        @Nullable Instant endedAt,
        Proof proof,
        @Nullable String problem,
        boolean undone) {
    /// Legs of a move with its way back; more would be a bug that goes in circles.
    static final int LEGS_MAX = 64;

    /// Where it goes.
    public enum Course {
        FORWARD,
        /// Something failed, or somebody asked to go back.
        BACK,
        /// Somebody has given up the way back.
        FINISHING
    }

    /// The node at the start of a leg: server processes, and the epoch.
    public record Entered(long epoch, Map<String, Long> pids) {
        public Entered {
            pids = Map.copyOf(pids);
        }
    }

    public Move {
        legs = List.copyOf(legs);
        Check.that(!legs.isEmpty() && legs.size() <= LEGS_MAX, "%d legs", legs.size());
        Check.that(at >= 0 && at < legs.size(), "leg %d of %d", at, legs.size());
    }

    /// A move at its first leg, which it has not entered.
    public static Move start(Request request, Tier tier, Instant now) {
        return new Move(
                request.number(),
                request.step(),
                request.words(),
                request.undoes(),
                tier,
                request.legs(),
                0,
                Course.FORWARD,
                null,
                null,
                now,
                now,
                null,
                Proof.NONE,
                null,
                false);
    }

    /// What a new move is to do.
    public record Request(long number, Step step, String words, long undoes, List<Leg> legs) {}

    public boolean runs() {
        return end == null;
    }

    public Leg leg() {
        return legs.get(at);
    }

    public Phase phase() {
        if (end != null) {
            return end;
        }
        return course == Course.BACK ? Phase.BACK : leg().phase();
    }

    /// Whether `undo` can still take it back.
    public boolean reversible() {
        return end == Phase.REVERSIBLE && !undone;
    }

    /// Whether the way back costs a server or a stream that only exists for it.
    public boolean keepsWayBack() {
        boolean brings = false;
        boolean switches = false;
        boolean logical = false;
        for (Leg one : forward()) {
            brings |= one instanceof Leg.Add;
            switches |= one instanceof Leg.Switch;
            logical |= one instanceof Leg.Logical;
        }
        return reversible() && (logical || (brings && switches));
    }

    /// The legs that led to where it ended, without those of the way back.
    public List<Leg> forward() {
        return course == Course.BACK ? List.of() : legs;
    }

    /// The server that was primary before; null when the move has not switched.
    public @Nullable ServerId switchedFrom() {
        for (Leg one : forward()) {
            if (one instanceof Leg.Switch(_, ServerId from) && from != null) {
                return from;
            }
        }
        return null;
    }

    Move at(int index, @Nullable Entered now, List<Leg> newLegs, Instant when) {
        return new Move(
                number, step, words, undoes, before, newLegs, index, course, now, end, startedAt,
                when, endedAt, proof, problem, undone);
    }

    /// A move that is being finished keeps the moment at which it was done.
    Move turning(Course newCourse, List<Leg> more, @Nullable String why, Instant when) {
        var all = new ArrayList<>(legs.subList(0, at + 1));
        all.addAll(more);
        Instant done = newCourse == Course.FINISHING ? endedAt : null;
        return new Move(
                number, step, words, undoes, before, all, at, newCourse, entered, null, startedAt,
                when, done, proof, why, undone);
    }

    Move ended(Phase how, Instant when) {
        return new Move(
                number,
                step,
                words,
                undoes,
                before,
                legs,
                at,
                course,
                entered,
                how,
                startedAt,
                legAt,
                endedAt == null ? when : endedAt,
                proof,
                problem,
                undone);
    }

    Move proving(Proof more) {
        return new Move(
                number, step, words, undoes, before, legs, at, course, entered, end, startedAt,
                legAt, endedAt, more, problem, undone);
    }

    Move stuck(String why) {
        return new Move(
                number, step, words, undoes, before, legs, at, course, entered, end, startedAt,
                legAt, endedAt, proof, why, undone);
    }

    /// The same, taken back by a later one.
    public Move takenBack() {
        return new Move(
                number, step, words, undoes, before, legs, at, course, entered, end, startedAt,
                legAt, endedAt, proof, problem, true);
    }
}
