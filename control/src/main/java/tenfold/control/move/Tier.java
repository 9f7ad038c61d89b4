package tenfold.control.move;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.CompareWish;
import tenfold.model.DatabaseCluster;
import tenfold.model.Durability;
import tenfold.model.MoveWish;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.model.ServiceName;
import tenfold.model.SwitchWish;

/// What growth has made: the SQL tier with its servers, how a commit is kept, and the wishes to its
/// station; the routes that the edge caches, and the bounds of services that follow their load.
///
/// @param lastServer number of the newest server that there ever was; numbers are never used again
/// @param lastWish number of the newest wish of any kind
/// @param cached names of the routes whose cache was turned on
/// @param scaled bounds by service, where they are not the manifest's
public record Tier(
        List<TierServer> servers,
        ServerId first,
        Durability durability,
        boolean automaticFailover,
        int lastServer,
        long lastWish,
        @Nullable SwitchWish switchWish,
        @Nullable CompareWish compareWish,
        @Nullable MoveWish moveWish,
        List<String> cached,
        Map<String, Bounds> scaled) {
    public Tier {
        cached = List.copyOf(cached);
        scaled = Map.copyOf(scaled);
        servers = List.copyOf(servers);
        Check.that(!servers.isEmpty(), "a tier needs a server");
        Check.that(servers.size() <= DatabaseCluster.SERVERS_MAX, "too many servers");
        var ids = servers.stream().map(TierServer::id).distinct().count();
        Check.that(ids == servers.size(), "the tier names a server twice");
        Check.that(contains(servers, first), "%s is not in the tier", first);
    }

    /// One server, as at the beginning.
    public static Tier single(TierServer server) {
        return new Tier(
                List.of(server),
                server.id(),
                Durability.SINGLE,
                true,
                1,
                0,
                null,
                null,
                null,
                List.of(),
                Map.of());
    }

    private static boolean contains(List<TierServer> servers, ServerId id) {
        return servers.stream().anyMatch(one -> one.id().equals(id));
    }

    public Optional<TierServer> server(ServerId id) {
        return servers.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    public boolean has(ServerId id) {
        return contains(servers, id);
    }

    public List<TierServer> inRole(ServerRole role) {
        return servers.stream().filter(one -> one.role() == role).toList();
    }

    public boolean hasExternal() {
        return servers.stream().anyMatch(one -> one.external() != null);
    }

    private Tier with(List<TierServer> newServers, ServerId newFirst, int newLastServer) {
        return new Tier(
                newServers,
                newFirst,
                durability,
                automaticFailover,
                newLastServer,
                lastWish,
                switchWish,
                compareWish,
                moveWish,
                cached,
                scaled);
    }

    private Tier withWishes(
            long last,
            @Nullable SwitchWish toSwitch,
            @Nullable CompareWish toCompare,
            @Nullable MoveWish toMove) {
        return new Tier(
                servers,
                first,
                durability,
                automaticFailover,
                lastServer,
                last,
                toSwitch,
                toCompare,
                toMove,
                cached,
                scaled);
    }

    Tier plus(List<TierServer> added) {
        var all = new ArrayList<>(servers);
        added.stream().filter(one -> !has(one.id())).forEach(all::add);
        return with(all, first, lastServer);
    }

    /// As many server numbers as were given away are never given again.
    public Tier withLastServer(int number) {
        return with(servers, first, number);
    }

    Tier minus(Collection<ServerId> removed, @Nullable ServerId primary) {
        List<TierServer> rest =
                servers.stream().filter(one -> !removed.contains(one.id())).toList();
        ServerId origin = first;
        if (removed.contains(first)) {
            origin = primary != null && contains(rest, primary) ? primary : rest.getFirst().id();
        }
        return with(rest, origin, lastServer);
    }

    /// Only this server, which holds everything.
    Tier only(TierServer server) {
        return with(List.of(server), server.id(), lastServer);
    }

    Tier changing(Collection<ServerId> ids, UnaryOperator<TierServer> change) {
        List<TierServer> changed =
                servers.stream()
                        .map(one -> ids.contains(one.id()) ? change.apply(one) : one)
                        .toList();
        return with(changed, first, lastServer);
    }

    Tier resizing(List<ServerSize> sizes) {
        Map<ServerId, ServerSize> wanted =
                sizes.stream().collect(Collectors.toMap(ServerSize::server, size -> size));
        return changing(wanted.keySet(), one -> one.sized(requireNonNull(wanted.get(one.id()))));
    }

    Tier withDurability(Durability wanted) {
        return new Tier(
                servers,
                first,
                wanted,
                automaticFailover,
                lastServer,
                lastWish,
                switchWish,
                compareWish,
                moveWish,
                cached,
                scaled);
    }

    public Tier withAutomaticFailover(boolean automatic) {
        return new Tier(
                servers,
                first,
                durability,
                automatic,
                lastServer,
                lastWish,
                switchWish,
                compareWish,
                moveWish,
                cached,
                scaled);
    }

    /// The bounds of a service, where they are not the manifest's.
    public Optional<Bounds> scaled(ServiceName service) {
        return Optional.ofNullable(scaled.get(service.value()));
    }

    Tier scaling(ServiceName service, @Nullable Bounds bounds) {
        var all = new HashMap<>(scaled);
        if (bounds == null) {
            all.remove(service.value());
        } else {
            all.put(service.value(), bounds);
        }
        return new Tier(
                servers,
                first,
                durability,
                automaticFailover,
                lastServer,
                lastWish,
                switchWish,
                compareWish,
                moveWish,
                cached,
                all);
    }

    Tier wishingSwitch(ServerId target) {
        return withWishes(lastWish + 1, new SwitchWish(lastWish + 1, target), null, moveWish);
    }

    Tier wishingComparison(ServerId server) {
        return withWishes(lastWish + 1, null, new CompareWish(lastWish + 1, server), moveWish);
    }

    Tier wishingMove(TierServer target, MoveWish.Goal goal) {
        long number = moveWish == null ? lastWish + 1 : moveWish.number();
        var wish = new MoveWish(number, Servers.asExternal(target), goal);
        return withWishes(Math.max(lastWish, number), null, null, wish);
    }

    /// The wishes of a leg that is over are not asked again.
    Tier withoutOneTimeWishes() {
        return withWishes(lastWish, null, null, moveWish);
    }

    Tier withoutMoveWish() {
        return withWishes(lastWish, switchWish, compareWish, null);
    }

    /// Whether the cache of this route was turned on.
    public boolean caches(String route) {
        return cached.contains(route);
    }

    /// Exactly these routes are cached.
    Tier caching(List<String> routes) {
        return new Tier(
                servers,
                first,
                durability,
                automaticFailover,
                lastServer,
                lastWish,
                switchWish,
                compareWish,
                moveWish,
                routes,
                scaled);
    }
}
