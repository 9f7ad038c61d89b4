package tenfold.control.move;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tenfold.model.Durability;
import tenfold.model.ExternalPlace;
import tenfold.model.MoveWish;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;

/// Legs in the words of a dry run.
public final class Actions {
    private Actions() {}

    public static String words(Leg leg) {
        return switch (leg) {
            case Leg.Add(var servers) -> added(servers);
            case Leg.Follow(var servers) -> "let " + names(servers) + " catch up with the primary";
            case Leg.Compare(ServerId server) ->
                    "compare every row of " + server + " with the primary's";
            case Leg.Protect(Durability durability) -> durability(durability);
            case Leg.Switch(ServerId to, _) ->
                    "hold new transactions, make " + to + " the primary, let them go on";
            case Leg.Resize(var sizes) ->
                    "start "
                            + String.join(", ", sizes.stream().map(Actions::size).toList())
                            + " again";
            case Leg.Assign(var servers, ServerRole role) ->
                    role == ServerRole.REPLICA
                            ? "let no failover choose " + names(servers)
                            : "let " + names(servers) + " be a member again";
            case Leg.Remove(var servers) -> "remove " + names(servers) + " and delete its copy";
            case Leg.Scale(var service, Bounds bounds) ->
                    bounds == null
                            ? "let " + service + " have as many instances as the manifest says"
                            : "let %s have %d to %d instances, as its load needs"
                                    .formatted(service, bounds.min(), bounds.max());
            case Leg.Cache(var routes, Double expected) -> cache(routes, expected);
            case Leg.Logical(TierServer target, MoveWish.Goal goal) ->
                    logical(requireNonNull(target.external()), goal);
        };
    }

    private static String size(ServerSize size) {
        Integer memory = size.memoryMib();
        Integer connections = size.connections();
        return "%s with %s for data and %s connections"
                .formatted(
                        size.server(),
                        memory == null ? "its usual memory" : memory + " MB",
                        connections == null ? "its usual" : "at most " + connections);
    }

    private static String added(List<TierServer> servers) {
        return String.join(
                ", ",
                servers.stream()
                        .map(one ->
                                "copy the data to a new server %s in zone %s%s"
                                        .formatted(
                                                one.id(),
                                                one.zone(),
                                                one.folder() == null ? "" : " in " + one.folder()))
                        .toList());
    }

    private static String cache(List<String> routes, @Nullable Double expected) {
        if (routes.isEmpty()) {
            return "let every request reach the application again; cache nothing any more";
        }
        String load =
                expected == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %.0f %% of the requests should still reach the application",
                                expected * 100);
        return "let the edge cache " + String.join(", ", routes) + ", and measure" + load;
    }

    private static String durability(Durability durability) {
        return switch (durability) {
            case SINGLE -> "acknowledge commits when the primary has them on disk";
            case STRICT -> "acknowledge commits when a standby has them on disk, too; else wait";
            case AVAILABLE ->
                    "acknowledge commits when a standby has them on disk, too, while there is one";
        };
    }

    private static String logical(ExternalPlace place, MoveWish.Goal goal) {
        String where = place.host() + ":" + place.port() + "/" + place.database();
        return switch (goal) {
            case FOLLOW ->
                    "copy schema and rows to "
                            + where
                            + ", follow the primary's changes, compare every row";
            case SWITCH ->
                    "hold new transactions, make " + where + " the primary, let the old one follow";
            case BACK -> "make the old server the primary again and leave " + where;
            case COMPLETE -> "stop the old server";
        };
    }

    public static String names(List<ServerId> ids) {
        return String.join(", ", ids.stream().map(ServerId::value).toList());
    }

    public static String word(Durability durability) {
        return durability.name().toLowerCase(Locale.ROOT);
    }
}
