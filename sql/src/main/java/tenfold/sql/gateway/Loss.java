package tenfold.sql.gateway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.sql.wire.Fault;

/// What becomes of the units that a server owed an answer when it was lost. Pure.
///
/// The rules, for each unit in order: what certainly was not committed runs again if the client has
/// seen nothing of its answer, else it fails with 40001, which says so. What may have been
/// committed fails with 08007, never runs again, and is never called a success. A transaction that
/// was open is over; its client is told with 40001 once, and goes on in a failed transaction of a
/// new server.
final class Loss {
    /// @param status of the last ReadyForQuery
    /// @param refused the server said that it ran nothing of the first unit, and so of none
    /// @param begun the client has got a part of the first unit's answer
    /// @param failed that part is an error, so that only the end of the answer is missing
    /// @param doubted the server committed the first unit without its standbys
    /// @param cause in the words of an error message
    record Scene(
            byte status,
            Refusal refused,
            boolean begun,
            boolean failed,
            boolean doubted,
            String cause) {}

    enum Refusal {
        NONE,
        /// The server stopped, perhaps in the middle.
        STOPPED,
        /// The server only reads.
        READ_ONLY
    }

    /// What to do for one unit.
    sealed interface Step {
        record Again(Unit unit) implements Step {}

        /// @param status of the client's session afterwards: 'I', or 'E' in a failed transaction
        record Fail(Unit unit, Fault fault, char status) implements Step {}

        /// What is missing of an answer is its end.
        ///
        /// @param status as in [Fail]
        record Ready(char status) implements Step {}

        /// The client's transaction is to count as failed, without a word.
        record Doom() implements Step {}
    }

    /// @param end not null: nothing but this last word is possible
    record Plan(List<Step> steps, @Nullable Fault end) {
        Plan {
            steps = List.copyOf(steps);
        }
    }

    private enum Mode {
        /// Each unit is a transaction of its own.
        AUTO,
        /// In a transaction that is lost, and the client does not know.
        LIVE,
        /// In a transaction that has failed.
        FAILED,
        /// In a transaction that runs again as a whole.
        AGAIN
    }

    private final Scene scene;
    private final List<Unit> units;
    private final List<Step> steps = new ArrayList<>();
    private Mode mode;

    private Loss(Scene scene, List<Unit> units) {
        this.scene = scene;
        this.units = units;
        this.mode =
                switch (scene.status()) {
                    case 'I' -> Mode.AUTO;
                    case 'T' -> Mode.LIVE;
                    default -> Mode.FAILED;
                };
    }

    static Plan plan(Scene scene, List<Unit> units) {
        return new Loss(scene, units).plan();
    }

    private Plan plan() {
        if (mode == Mode.FAILED) {
            steps.add(new Step.Doom());
        }
        for (int i = 0; i < units.size(); i++) {
            Unit unit = units.get(i);
            if (unit.has(Unit.COPIES) && units.size() > 1) {
                return new Plan(List.of(), unknown().asFatal());
            }
            if (i == 0 && scene.failed()) {
                afterError(unit);
                continue;
            }
            boolean hidden = i > 0 || !scene.begun();
            boolean decided =
                    switch (mode) {
                        case AUTO -> alone(i, unit, hidden);
                        case LIVE -> inTransaction(i, unit, hidden);
                        case FAILED -> inFailed(unit, hidden);
                        case AGAIN -> inRepeated(unit);
                    };
            if (!decided) {
                return new Plan(List.of(), unknown().asFatal());
            }
        }
        return new Plan(steps, null);
    }

    /// A statement that fails leaves its transaction open, unless it was to end it.
    private void afterError(Unit unit) {
        boolean over = unit.has(Unit.SINGLE) && unit.has(Unit.COMMITS);
        boolean open = mode == Mode.AUTO ? unit.opens() : !over;
        steps.add(new Step.Ready(open ? 'E' : 'I'));
        mode = open ? Mode.FAILED : Mode.AUTO;
    }

    private boolean alone(int i, Unit unit, boolean hidden) {
        boolean repeatable = hidden && !unit.has(Unit.COPIES);
        if (i == 0 && scene.doubted()) {
            fail(unit, CommitDoubt.FAULT, 'I');
        } else if (unit.opens()) {
            return opening(i, unit, repeatable);
        } else if (repeatable && (refused(unit) || unit.has(Unit.READS) || unit.isUnfinished())) {
            steps.add(new Step.Again(unit));
        } else if (unit.has(Unit.READS) || unit.isUnfinished()) {
            fail(unit, retry(), 'I');
        } else {
            fail(unit, unknown(), 'I');
        }
        return true;
    }

    private boolean opening(int i, Unit unit, boolean repeatable) {
        if (!isRefused() && isCommittedAfter(i)) {
            return false;
        }
        if (repeatable) {
            steps.add(new Step.Again(unit));
            mode = Mode.AGAIN;
        } else {
            fail(unit, retry(), 'E');
        }
        return true;
    }

    private boolean inTransaction(int i, Unit unit, boolean hidden) {
        boolean certain = isRefused() && hidden;
        if (i == 0 && scene.doubted()) {
            fail(unit, CommitDoubt.FAULT, 'I');
        } else if (unit.has(Unit.COMMITS) && !certain) {
            fail(unit, unknown(), 'I');
        } else if (unit.has(Unit.ROLLS_BACK) && unit.has(Unit.SINGLE) && hidden) {
            steps.add(new Step.Doom());
            steps.add(new Step.Again(unit));
            mode = Mode.AUTO;
        } else if (!certain && isCommittedAfter(i)) {
            return false;
        } else {
            boolean over = unit.endsTransaction() && !unit.has(Unit.LEAVES_OPEN);
            fail(unit, retry(), over ? 'I' : 'E');
        }
        return true;
    }

    private boolean inFailed(Unit unit, boolean hidden) {
        if (hidden) {
            steps.add(new Step.Again(unit));
            mode = unit.endsTransaction() ? Mode.AUTO : Mode.FAILED;
        } else {
            fail(unit, retry(), unit.endsTransaction() ? 'I' : 'E');
        }
        return true;
    }

    private boolean inRepeated(Unit unit) {
        steps.add(new Step.Again(unit));
        mode = unit.endsTransaction() ? Mode.AUTO : Mode.AGAIN;
        return true;
    }

    private boolean isRefused() {
        return scene.refused() != Refusal.NONE;
    }

    private boolean refused(Unit unit) {
        return scene.refused() == Refusal.READ_ONLY
                || (isRefused() && unit.has(Unit.LEAVES_NOTHING));
    }

    /// Whether the transaction that is open after unit `i` may have been committed by a later unit.
    private boolean isCommittedAfter(int i) {
        for (Unit later : units.subList(i + 1, units.size())) {
            if (later.endsTransaction()) {
                return later.has(Unit.COMMITS);
            }
        }
        return false;
    }

    private void fail(Unit unit, Fault fault, char status) {
        steps.add(new Step.Fail(unit, fault, status));
        mode = status == 'I' ? Mode.AUTO : Mode.FAILED;
    }

    private Fault retry() {
        return retry(scene.cause());
    }

    private Fault unknown() {
        return Fault.error(
                        "08007",
                        scene.cause()
                                + " before it answered; whether the statement took effect is unknown")
                .withHint("Read what it would have written before running it again.");
    }

    /// What a client is told of something that was certainly not committed.
    static Fault retry(String cause) {
        return Fault.error("40001", cause + "; nothing of it was committed, run it again");
    }
}
