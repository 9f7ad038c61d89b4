package tenfold.control.move;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.model.ClusterReport;
import tenfold.model.Durability;
import tenfold.model.EdgeReport;
import tenfold.model.MoveWish;
import tenfold.model.ServerRole;
import tenfold.model.SqlReport;

/// A move under way and the tier that it has made so far.
///
/// @param progress by the newest report; null before the first
/// @param progressAt when there was progress last, as far as this process knows
public record MoveState(Tier tier, Move move, @Nullable Progress progress, Instant progressAt) {
    /// How long the node may take to apply an image.
    private static final Duration APPLY_MAX = Duration.ofMinutes(1);

    /// A way back that fails is tried again after this long.
    private static final Duration RETRY = Duration.ofSeconds(30);

    /// What an event leads to. With `decided`, tier and move are to be recorded before anything
    /// else happens.
    public record Next(MoveState state, boolean decided) {}

    /// A new move at its first leg.
    public static MoveState start(Move.Request request, Tier tier, SqlReport sql, Instant now) {
        Move move = Move.start(request, tier, now);
        return new MoveState(tier, move, null, now).enter(sql.cluster(), now);
    }

    /// A move that was interrupted, with fresh patience.
    public static MoveState resume(Tier tier, Move move, Instant now) {
        return new MoveState(tier, move, null, now);
    }

    public Next on(MoveEvent event, Instant now) {
        if (event instanceof MoveEvent.CompleteAsked) {
            return completing(now);
        }
        if (!move.runs()) {
            return same();
        }
        return switch (event) {
            case MoveEvent.Reported(SqlReport sql, EdgeReport edge) -> reported(sql, edge, now);
            case MoveEvent.Behind() -> behind(now);
            case MoveEvent.UndoAsked() -> undoAsked(now);
            case MoveEvent.CompleteAsked() -> throw new IllegalStateException();
        };
    }

    private Next same() {
        return new Next(this, false);
    }

    private Next reported(SqlReport sql, @Nullable EdgeReport edge, Instant now) {
        ClusterReport cluster = sql.cluster();
        Move counted = move.proving(counted(sql, edge, now));
        var state = new MoveState(tier, counted, progress, progressAt);
        if (counted.entered() == null) {
            return state.tryToEnter(cluster, now);
        }
        return switch (new Judge(tier, counted, cluster, edge, now).verdict()) {
            case Verdict.Done(Proof proof) ->
                    new Next(state.proved(proof).following(cluster, now), true);
            case Verdict.Failed(String reason) -> state.failed(reason, now);
            case Verdict.Waiting(Progress seen, Duration patience) ->
                    state.waiting(seen, patience, now);
        };
    }

    private Proof counted(SqlReport sql, @Nullable EdgeReport edge, Instant now) {
        Proof proof = move.proof().counted(sql, edge == null ? 0 : edge.answers5xx());
        boolean warm = !now.isBefore(move.legAt().plus(CacheJudge.WARM_UP));
        return edge != null && warm && move.leg() instanceof Leg.Cache(_, Double expected)
                ? proof.measured(expected, edge)
                : proof;
    }

    private MoveState proved(Proof proof) {
        return new MoveState(tier, move.proving(proof), progress, progressAt);
    }

    private Next waiting(Progress seen, Duration patience, Instant now) {
        boolean moved = progress == null || seen.isBeyond(progress);
        Progress best = progress == null || moved ? seen : seen.atLeast(progress);
        var state = new MoveState(tier, move, best, moved ? now : progressAt);
        if (Duration.between(state.progressAt, now).compareTo(patience) <= 0) {
            return new Next(state, false);
        }
        return state.failed(
                "no progress for " + patience.toMinutes() + " min: " + seen.words(), now);
    }

    private Next behind(Instant now) {
        if (Duration.between(progressAt, now).compareTo(APPLY_MAX) <= 0) {
            return same();
        }
        return failed("the node has not applied the new image for a minute", now);
    }

    private Next undoAsked(Instant now) {
        boolean late = move.legs().subList(0, move.at() + 1).stream().anyMatch(Leg::endsWayBack);
        if (move.course() != Move.Course.FORWARD || late) {
            return same();
        }
        return new Next(turnBack("taken back by hand", now), true);
    }

    private Next completing(Instant now) {
        if (!move.reversible()) {
            return same();
        }
        List<Leg> more = finish();
        if (more.isEmpty()) {
            return new Next(new MoveState(tier, move.ended(Phase.COMPLETE, now), null, now), true);
        }
        Move on = move.turning(Move.Course.FINISHING, more, null, now);
        return new Next(awaiting(on, move.legs().size(), now), true);
    }

    /// What is kept up for the way back only.
    private List<Leg> finish() {
        if (!move.keepsWayBack()) {
            return List.of();
        }
        for (Leg leg : move.legs()) {
            if (leg instanceof Leg.Logical(TierServer target, _)) {
                return List.of(new Leg.Logical(target, MoveWish.Goal.COMPLETE));
            }
        }
        var from = move.switchedFrom();
        return from == null || !tier.has(from)
                ? List.of()
                : List.of(
                        new Leg.Assign(List.of(from), ServerRole.REPLICA),
                        new Leg.Remove(List.of(from)));
    }

    /// After the last leg nothing is left but to say how it ended.
    private MoveState following(ClusterReport cluster, Instant now) {
        MoveState left = leaving();
        int next = move.at() + 1;
        if (next < move.legs().size()) {
            return left.awaiting(move, next, now).enter(cluster, now);
        }
        Phase how =
                switch (move.course()) {
                    case FORWARD -> move.undoes() == 0 ? Phase.REVERSIBLE : Phase.COMPLETE;
                    case BACK -> Phase.BACK;
                    case FINISHING -> Phase.COMPLETE;
                };
        return new MoveState(left.tier.withoutOneTimeWishes(), move.ended(how, now), null, now);
    }

    /// A copy that is over is not wished any more; a complete one has become the tier.
    private MoveState leaving() {
        if (!(move.leg() instanceof Leg.Logical(TierServer target, MoveWish.Goal goal))) {
            return this;
        }
        return switch (goal) {
            case FOLLOW, SWITCH -> this;
            case BACK -> new MoveState(tier.withoutMoveWish(), move, progress, progressAt);
            case COMPLETE ->
                    new MoveState(
                            tier.withoutMoveWish().withDurability(Durability.SINGLE).only(target),
                            move,
                            progress,
                            progressAt);
        };
    }

    private MoveState awaiting(Move of, int at, Instant now) {
        return new MoveState(tier, of.at(at, null, of.legs(), now), null, now);
    }

    private Next tryToEnter(ClusterReport cluster, Instant now) {
        MoveState entered = enter(cluster, now);
        return new Next(entered, entered.move.entered() != null || !entered.move.runs());
    }

    /// Starts the leg, or what has to be done before it, or what comes after it.
    private MoveState enter(ClusterReport cluster, Instant now) {
        return switch (Entry.of(move.leg(), move.course(), tier, cluster)) {
            case Entry.Go(Tier changed, Leg leg) -> {
                var legs = new ArrayList<>(move.legs());
                legs.set(move.at(), leg);
                Move on = move.at(move.at(), Entry.seen(cluster), legs, now);
                yield new MoveState(changed, on, null, now);
            }
            case Entry.Skip() -> following(cluster, now);
            case Entry.First(Leg leg) -> {
                var legs = new ArrayList<>(move.legs());
                legs.add(move.at(), leg);
                Move on = move.at(move.at(), null, legs, now);
                yield new MoveState(tier, on, null, now).enter(cluster, now);
            }
            case Entry.Not(String reason) ->
                    new MoveState(tier, move, Progress.of(move.phase(), reason), progressAt);
        };
    }

    private Next failed(String reason, Instant now) {
        boolean late = move.legs().subList(0, move.at() + 1).stream().anyMatch(Leg::endsWayBack);
        if (move.course() == Move.Course.FORWARD && !late) {
            return new Next(turnBack(reason, now), true);
        }
        if (Duration.between(move.legAt(), now).compareTo(RETRY) <= 0) {
            return same();
        }
        // There is only this way: the same leg once more, with a new wish.
        Move kept = move.course() == Move.Course.BACK ? move : move.stuck(reason);
        return new Next(awaiting(kept, move.at(), now), true);
    }

    private MoveState turnBack(String reason, Instant now) {
        List<Leg> back = WayBack.of(move.legs().subList(0, move.at() + 1), move.before());
        if (back.isEmpty()) {
            Move over = move.turning(Move.Course.BACK, List.of(), reason, now);
            return new MoveState(
                    tier.withoutOneTimeWishes(), over.ended(Phase.BACK, now), null, now);
        }
        Move turned = move.turning(Move.Course.BACK, back, reason, now);
        return new MoveState(
                tier.withoutOneTimeWishes(),
                turned.at(move.at() + 1, null, turned.legs(), now),
                null,
                now);
    }
}
