package tenfold.control.grow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tenfold.control.move.Actions;
import tenfold.control.move.Leg;
import tenfold.control.move.Step;
import tenfold.control.move.TierServer;
import tenfold.control.problem.ProblemCode;
import tenfold.model.Durability;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.model.Zone;

/// Plans the steps that bring or remove copies, and the switch by hand.
record Planner(Situation now) {
    /// A primary, a standby and as many as there may be.
    static final int REPLICAS_MAX = 15;

    static final String UNDO = "tenfold undo";

    StepPlan plan(String step, Arguments arguments) throws GrowthRefused, IOException {
        StepPlan plan =
                switch (step) {
                    case "standby" -> standby(arguments);
                    case "replica" -> replica(arguments);
                    case "move" -> new MovePlanner(now).plan(arguments);
                    case "resize" -> new ResizePlanner(now).plan(arguments);
                    case "autoscale" -> new AutoscalePlanner(now).plan(arguments);
                    case "cache" -> new CachePlanner(now).plan(arguments);
                    case "switch" -> toSwitch(arguments);
                    default ->
                            throw GrowthRefused.argument(
                                    "there is no step '%s'; there are: standby, replica, move,"
                                                    .formatted(step)
                                            + " resize, switch, cache, autoscale");
                };
        return plan.with(now.common());
    }

    private StepPlan standby(Arguments arguments) throws GrowthRefused, IOException {
        arguments.allow(Set.of("durability"));
        Durability durability = durability(arguments.find("durability").orElse("strict"));
        boolean exists = now.tier().inRole(ServerRole.MEMBER).size() > 1;
        List<TierServer> added =
                exists
                        ? List.of()
                        : now.newServers(1, otherZone(), ServerRole.MEMBER).stream()
                                .map(one -> one.withMemory(now.primary().memoryMib()))
                                .toList();
        var legs = new ArrayList<Leg>(exists ? List.of() : Situation.bring(added));
        legs.add(new Leg.Protect(durability));
        var guards = new ArrayList<>(List.of(now.wayBack(), now.local()));
        guards.add(
                Guard.of(
                        "something to do",
                        !exists || now.tier().durability() != durability,
                        exists
                                ? "there is a standby, with durability "
                                        + Actions.word(now.tier().durability())
                                : "there is no standby yet"));
        if (!exists) {
            guards.add(now.servers(1));
            guards.add(now.disk(now.topology().folder(added.getFirst()), 1));
            guards.add(now.memory(together(now.tier().servers(), added)));
        }
        return new StepPlan(
                Step.STANDBY,
                "standby --durability " + Actions.word(durability),
                legs,
                guards,
                durability == Durability.STRICT
                        ? "Every acknowledged write is on two disks. When the primary fails, the"
                                + " standby takes over by itself and clients are held meanwhile."
                        : "As strict while the standby is there; without it writes go on, a failover"
                                + " could lose them, and Tenfold says so and does not fail over.",
                exists
                        ? "Nothing but what a commit waits for."
                        : "One more copy on disk, the memory of one more server, and each commit"
                                + " waits for the standby's disk"
                                + (durability == Durability.STRICT
                                        ? "; without a standby, writes wait."
                                        : "."),
                UNDO,
                now.tier().lastServer() + added.size(),
                0,
                null);
    }

    private static Durability durability(String word) throws GrowthRefused {
        return switch (word) {
            case "strict" -> Durability.STRICT;
            case "available" -> Durability.AVAILABLE;
            default ->
                    throw GrowthRefused.argument(
                            "durability is strict or available, not '" + word + "'");
        };
    }

    private StepPlan replica(Arguments arguments) throws GrowthRefused, IOException {
        arguments.allow(Set.of("count"));
        List<TierServer> present = now.tier().inRole(ServerRole.REPLICA);
        int wanted =
                arguments.number(
                        "count", 0, REPLICAS_MAX, Math.min(REPLICAS_MAX, present.size() + 1));
        return wanted >= present.size()
                ? moreReplicas(present.size(), wanted)
                : fewerReplicas(present, wanted);
    }

    StepPlan moreReplicas(int present, int wanted) throws IOException {
        int more = wanted - present;
        var added = new ArrayList<TierServer>();
        for (TierServer one : now.newServers(more, now.primary().zone(), ServerRole.REPLICA)) {
            Zone zone = thinnestZone(together(now.tier().servers(), added));
            added.add(
                    TierServer.local(
                            one.id(),
                            zone,
                            ServerRole.REPLICA,
                            java.util.Objects.requireNonNull(one.socketFolder())));
        }
        List<TierServer> fitting = added.isEmpty() ? List.of() : Budget.fit(added, now);
        var guards = new ArrayList<>(List.of(now.wayBack(), now.local()));
        guards.add(
                Guard.of(
                        "something to do",
                        more > 0,
                        present == 1 ? "there is 1 replica" : "there are %d".formatted(present)));
        guards.add(now.servers(more));
        if (more > 0) {
            guards.add(now.disk(now.topology().folder(fitting.getFirst()), more));
            guards.add(now.memory(together(now.tier().servers(), fitting)));
        }
        return new StepPlan(
                Step.REPLICA,
                "replica --count " + wanted,
                more > 0 ? Situation.bring(fitting) : List.of(),
                guards,
                "Reads that may leave the primary are spread over %d more; each still sees every"
                                .formatted(more)
                        + " write that was acknowledged before it.",
                "%d more copies on disk and the memory of as many servers; each write is replayed"
                                .formatted(more)
                        + " by each of them.",
                UNDO,
                now.tier().lastServer() + more,
                0,
                null);
    }

    private StepPlan fewerReplicas(List<TierServer> present, int wanted) {
        List<ServerId> leaving = Situation.ids(present.subList(wanted, present.size()));
        return new StepPlan(
                Step.REPLICA,
                "replica --count " + wanted,
                List.of(new Leg.Remove(leaving)),
                List.of(now.wayBack()),
                "The disk and memory of %s are free again.".formatted(Actions.names(leaving)),
                "Their reads go to the servers that stay.",
                UNDO + " (brings as many new copies)",
                now.tier().lastServer(),
                0,
                null);
    }

    private StepPlan toSwitch(Arguments arguments) throws GrowthRefused {
        arguments.allow(Set.of("to"));
        List<ServerId> standbys = now.standbys();
        Optional<ServerId> wanted = arguments.find("to").map(ServerId::new);
        Optional<ServerId> target = wanted.or(() -> standbys.stream().findFirst());
        boolean able = target.isPresent() && standbys.contains(target.get());
        List<Leg> legs =
                able
                        ? List.of(
                                new Leg.Follow(List.of(target.get())), new Leg.Switch(target.get()))
                        : List.of();
        var guard =
                Guard.of(
                        "standby",
                        able,
                        able
                                ? target.get() + " follows the primary"
                                : target.map(id -> id + " is no standby that follows the primary")
                                        .orElse("there is no standby that follows the primary"));
        return new StepPlan(
                Step.SWITCH,
                "switch --to " + target.map(ServerId::value).orElse("SERVER"),
                legs,
                List.of(guard),
                "The standby becomes the primary, and the primary its standby.",
                "New transactions wait for a moment; those that run too long end with an error that"
                        + " says retry.",
                UNDO,
                now.tier().lastServer(),
                0,
                null);
    }

    private Zone otherZone() {
        String here = now.primary().zone().value();
        return new Zone(here.equals("a") ? "b" : "a");
    }

    /// Replicas go where the fewest servers are; the second zone opens with the standby.
    private static Zone thinnestZone(List<TierServer> servers) {
        return servers.stream()
                .map(TierServer::zone)
                .distinct()
                .min((a, b) ->
                        Long.compare(
                                servers.stream().filter(one -> one.zone().equals(a)).count(),
                                servers.stream().filter(one -> one.zone().equals(b)).count()))
                .orElseThrow();
    }

    static List<TierServer> together(List<TierServer> some, List<TierServer> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /// A plan that is refused as a whole, with the code that fits.
    static GrowthRefused refused(StepPlan plan) {
        ProblemCode code =
                plan.guards().stream()
                        .filter(one -> !one.passed())
                        .map(Guard::name)
                        .findFirst()
                        .map(name ->
                                switch (name.toLowerCase(Locale.ROOT)) {
                                    case "no other step" -> ProblemCode.STEP_RUNS;
                                    case "way back" -> ProblemCode.WAY_BACK_OPEN;
                                    default -> ProblemCode.STEP_REFUSED;
                                })
                        .orElse(ProblemCode.STEP_REFUSED);
        return new GrowthRefused(code, plan.refusal(), Optional.of(plan));
    }
}
