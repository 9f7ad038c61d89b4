package tenfold.control.move;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tenfold.model.ClusterReport;
import tenfold.model.MoveWish;
import tenfold.model.ServerId;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;

/// What the start of a leg makes of the tier, seen from one report.
sealed interface Entry {
    /// The tier changes so; the leg may have learned something.
    record Go(Tier tier, Leg leg) implements Entry {}

    /// There is nothing left to do.
    record Skip() implements Entry {}

    /// This has to be done before.
    record First(Leg leg) implements Entry {}

    /// It cannot start now.
    record Not(String reason) implements Entry {}

    static Entry of(Leg leg, Move.Course course, Tier old, ClusterReport cluster) {
        Tier tier = old.withoutOneTimeWishes();
        return switch (leg) {
            case Leg.Add add -> new Go(tier.plus(add.servers()), leg);
            case Leg.Follow _ -> new Go(tier, leg);
            case Leg.Compare(ServerId server) -> compare(server, leg, tier, cluster);
            case Leg.Protect(var durability) -> new Go(tier.withDurability(durability), leg);
            case Leg.Switch(ServerId to, _) -> toSwitch(to, course, tier, cluster);
            case Leg.Resize(var sizes) -> new Go(tier.resizing(sizes), leg);
            case Leg.Assign(var servers, ServerRole role) ->
                    assign(servers, role, leg, tier, cluster);
            case Leg.Remove(var servers) -> remove(servers, leg, tier, cluster);
            case Leg.Cache(var routes, _) -> new Go(tier.caching(routes), leg);
            case Leg.Logical(TierServer target, MoveWish.Goal goal) ->
                    new Go(tier.wishingMove(target, goal), leg);
            case Leg.Scale(var service, Bounds bounds) ->
                    new Go(tier.scaling(service, bounds), leg);
        };
    }

    private static Entry compare(ServerId server, Leg leg, Tier tier, ClusterReport cluster) {
        return server.equals(cluster.primary())
                ? new Skip()
                : new Go(tier.wishingComparison(server), leg);
    }

    private static Entry toSwitch(
            ServerId to, Move.Course course, Tier tier, ClusterReport cluster) {
        ServerId from = cluster.primary();
        if (from == null || !Servers.calm(cluster)) {
            return new Not("there is no primary that serves");
        }
        if (to.equals(from) && course == Move.Course.FORWARD) {
            return new Skip();
        }
        return new Go(tier.wishingSwitch(to), new Leg.Switch(to, from));
    }

    private static Entry assign(
            List<ServerId> ids, ServerRole role, Leg leg, Tier tier, ClusterReport cluster) {
        if (role == ServerRole.REPLICA && Servers.isPrimary(cluster, ids)) {
            return makeWay(ids, tier, cluster);
        }
        return new Go(tier.changing(ids, one -> one.withRole(role)), leg);
    }

    private static Entry remove(List<ServerId> ids, Leg leg, Tier tier, ClusterReport cluster) {
        if (Servers.isPrimary(cluster, ids)) {
            return makeWay(ids, tier, cluster);
        }
        if (!Servers.calm(cluster)) {
            return new Not("there is no primary that serves");
        }
        return new Go(tier.minus(ids, cluster.primary()), leg);
    }

    /// A primary cannot leave; another member has to take over.
    private static Entry makeWay(List<ServerId> leaving, Tier tier, ClusterReport cluster) {
        Optional<ServerId> other =
                tier.servers().stream()
                        .filter(one -> one.role() == ServerRole.MEMBER)
                        .map(TierServer::id)
                        .filter(id -> !leaving.contains(id))
                        .filter(id ->
                                Servers.find(cluster, id).filter(Servers::hasJoined).isPresent())
                        .findFirst();
        if (other.isEmpty()) {
            return new Not("no other server can be the primary instead of " + cluster.primary());
        }
        return new First(new Leg.Switch(other.get()));
    }

    /// What the node says as a leg starts.
    static Move.Entered seen(ClusterReport cluster) {
        Map<String, Long> pids = new HashMap<>();
        for (ServerReport server : cluster.servers()) {
            pids.put(server.id().value(), server.pid());
        }
        return new Move.Entered(cluster.epoch(), pids);
    }
}
