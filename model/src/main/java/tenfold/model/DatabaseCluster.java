package tenfold.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// The PostgreSQL servers that hold one copy each of the same data, and the database and role that
/// the application gets in it.
///
/// `administrator` is the password of the superuser `postgres`, `owner` that of the role `user`,
/// which owns `database` and is no superuser, `replicator` that of the role that standbys use.
///
/// @param servers in the order in which they were added
/// @param first the server whose data is the origin: primary until the station has recorded another
/// @param automaticFailover false pauses automatic failover
public record DatabaseCluster(
        String database,
        String user,
        SecretRef administrator,
        SecretRef owner,
        SecretRef replicator,
        List<DatabaseServer> servers,
        ServerId first,
        Durability durability,
        boolean automaticFailover,
        @Nullable SwitchWish switchWish,
        @Nullable CompareWish compareWish,
        @Nullable MoveWish moveWish) {
    /// A primary with fifteen copies, and one more that replaces another.
    public static final int SERVERS_MAX = 17;

    public DatabaseCluster {
        servers = List.copyOf(servers);
        Check.that(!servers.isEmpty(), "a cluster needs a server");
        Check.that(servers.size() <= SERVERS_MAX, "%d servers are too many", servers.size());
        var ids = servers.stream().map(DatabaseServer::id).collect(Collectors.toSet());
        Check.that(ids.size() == servers.size(), "the cluster names a server twice");
    }

    /// A cluster of one server and no wishes.
    public static DatabaseCluster single(
            String database,
            String user,
            SecretRef administrator,
            SecretRef owner,
            SecretRef replicator,
            DatabaseServer server) {
        return new DatabaseCluster(
                database,
                user,
                administrator,
                owner,
                replicator,
                List.of(server),
                server.id(),
                Durability.SINGLE,
                true,
                null,
                null,
                null);
    }

    public Optional<DatabaseServer> server(ServerId id) {
        return servers.stream().filter(each -> each.id().equals(id)).findFirst();
    }
}
