package tenfold.control.grow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tenfold.control.move.Leg;
import tenfold.control.move.Move;
import tenfold.control.move.Step;
import tenfold.control.move.WayBack;
import tenfold.control.problem.ProblemCode;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;

/// Plans to take back the newest step that can be.
record UndoPlanner(Situation now) {
    StepPlan plan() throws GrowthRefused, IOException {
        Optional<Move> newest =
                now.moves().stream()
                        .filter(Move::reversible)
                        .max(Comparator.comparingLong(Move::number));
        if (newest.isEmpty()) {
            throw new GrowthRefused(
                    ProblemCode.NOTHING_TO_UNDO, "no step can be taken back", Optional.empty());
        }
        return of(newest.get()).with(now.common());
    }

    private StepPlan of(Move move) throws IOException {
        List<ServerId> removed = removedReplicas(move);
        var legs = new ArrayList<Leg>();
        int lastServer = now.tier().lastServer();
        if (removed.isEmpty()) {
            legs.addAll(WayBack.proven(move.legs(), move.before(), now.tier()));
            makeWay(legs);
        } else {
            int present = now.tier().inRole(ServerRole.REPLICA).size();
            StepPlan again = new Planner(now).moreReplicas(present, present + removed.size());
            legs.addAll(again.legs());
            lastServer = again.lastServer();
        }
        return new StepPlan(
                Step.UNDO,
                "undo of step %d (%s)".formatted(move.number(), move.words()),
                legs,
                List.of(
                        Guard.of(
                                "something to do",
                                !legs.isEmpty(),
                                legs.isEmpty()
                                        ? "nothing is left of step " + move.number()
                                        : "step %d (%s) is taken back"
                                                .formatted(move.number(), move.words()))),
                "Everything is as it was before step %d.".formatted(move.number()),
                "What the step cost is free again.",
                "tenfold grow " + move.words(),
                lastServer,
                move.number(),
                null);
    }

    private static List<ServerId> removedReplicas(Move move) {
        return move.legs().stream()
                .flatMap(leg ->
                        leg instanceof Leg.Remove(var ids)
                                ? ids.stream()
                                : java.util.stream.Stream.of())
                .toList();
    }

    /// A server that has become the primary since gives that back first, while it is protected.
    private void makeWay(List<Leg> legs) {
        boolean switches = legs.stream().anyMatch(Leg.Switch.class::isInstance);
        ServerId primary = now.primary().id();
        boolean leaves =
                legs.stream()
                        .anyMatch(
                                leg -> leg instanceof Leg.Remove(var ids) && ids.contains(primary));
        if (switches || !leaves) {
            return;
        }
        now.standbys().stream()
                .findFirst()
                .ifPresent(id -> {
                    legs.addFirst(new Leg.Switch(id));
                    legs.addFirst(new Leg.Follow(List.of(id)));
                });
    }
}
