package tenfold.control.move;

import java.time.Duration;
import java.util.Locale;
import tenfold.model.ClusterReport;
import tenfold.model.ComparisonReport;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;

/// Says of a live copy to another server and a report how far it is. Pure.
record LogicalJudge(Tier tier, Move move, ClusterReport cluster) {
    private static final Duration SHORT = Duration.ofMinutes(2);
    private static final Duration LONG = Duration.ofMinutes(15);

    Verdict verdict(MoveWish.Goal goal) {
        long wish = tier.moveWish() == null ? -1 : tier.moveWish().number();
        MoveReport report = cluster.move();
        if (report == null || report.wish() != wish) {
            return waiting(Phase.PREPARE, SHORT, "looking at both servers");
        }
        boolean back = report.phase() == MoveReport.Phase.BACK;
        if (back && goal == MoveWish.Goal.BACK && Servers.calm(cluster)) {
            return done();
        }
        String why = String.join("; ", report.problems());
        if (back && goal != MoveWish.Goal.BACK) {
            return new Verdict.Failed(why.isEmpty() ? "the station went back" : why);
        }
        if (!why.isEmpty()) {
            // What heals by itself is gone before long; what does not ends in BACK.
            return waiting(phase(goal), SHORT, why);
        }
        return switch (goal) {
            case FOLLOW -> followed(report);
            case SWITCH -> switched(report);
            case COMPLETE ->
                    report.phase() == MoveReport.Phase.COMPLETE
                            ? done()
                            : waiting(Phase.SWITCH, LONG, "leaving the old server");
            case BACK -> waiting(Phase.BACK, LONG, "going back to the old primary");
        };
    }

    private static Phase phase(MoveWish.Goal goal) {
        return switch (goal) {
            case FOLLOW -> Phase.COPY;
            case SWITCH, COMPLETE -> Phase.SWITCH;
            case BACK -> Phase.BACK;
        };
    }

    private Verdict done() {
        return new Verdict.Done(move.proof());
    }

    private static Verdict waiting(Phase phase, Duration patience, String words) {
        return new Verdict.Waiting(Progress.of(phase, words), patience);
    }

    private Verdict followed(MoveReport report) {
        return switch (report.phase()) {
            case CHECKING -> waiting(Phase.PREPARE, SHORT, "looking at both servers");
            case COPYING -> copying(report);
            case FOLLOWING -> following(report);
            case SWITCHING, REVERSIBLE, COMPLETE, BACK ->
                    waiting(Phase.FOLLOW, SHORT, "the copy is " + report.phase());
        };
    }

    private static Verdict copying(MoveReport report) {
        String words =
                String.format(
                        Locale.ROOT,
                        "%d of %d tables, %,d of about %,d rows copied",
                        report.tablesCopied(),
                        report.tables(),
                        report.rowsCopied(),
                        report.rowsEstimated());
        Double share =
                report.rowsEstimated() <= 0
                        ? null
                        : Math.min(1.0, (double) report.rowsCopied() / report.rowsEstimated());
        return new Verdict.Waiting(
                new Progress(
                        Phase.COPY,
                        words,
                        share,
                        "copying",
                        report.rowsCopied() + report.tablesCopied()),
                LONG);
    }

    private Verdict following(MoveReport report) {
        ComparisonReport comparison = report.comparison();
        if (comparison != null && comparison.problem() != null) {
            return new Verdict.Failed("the copy could not be compared: " + comparison.problem());
        }
        if (comparison != null && comparison.done() && !comparison.differing().isEmpty()) {
            return new Verdict.Failed(
                    "the copy differs in " + String.join(", ", comparison.differing()));
        }
        if (report.lagBytes() > Judge.LAG_MAX) {
            String words = Sizes.of(report.lagBytes()) + " to catch up";
            return new Verdict.Waiting(new Progress(Phase.FOLLOW, words, null, "far", 0), LONG);
        }
        if (comparison == null || !comparison.done()) {
            long rows = comparison == null ? 0 : comparison.rows();
            String words = String.format(Locale.ROOT, "%,d rows compared", rows);
            return waiting(Phase.VERIFY, LONG, words);
        }
        return new Verdict.Done(move.proof().compared(comparison));
    }

    private Verdict switched(MoveReport report) {
        if (report.phase() != MoveReport.Phase.REVERSIBLE || !Servers.calm(cluster)) {
            return waiting(Phase.SWITCH, SHORT, "switching to the other server");
        }
        Proof proof =
                cluster.switches().stream()
                        .filter(one -> one.wish() == report.wish() && one.problem() == null)
                        .findFirst()
                        .map(move.proof()::switched)
                        .orElse(move.proof());
        return new Verdict.Done(proof);
    }
}
