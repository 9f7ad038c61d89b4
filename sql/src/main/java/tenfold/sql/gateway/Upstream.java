package tenfold.sql.gateway;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tenfold.model.DatabaseCluster;
import tenfold.model.ExternalPlace;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Place;
import tenfold.sql.client.Tls;
import tenfold.sql.login.Credentials;

/// How the gateway reaches one server.
///
/// @param administratorUser logs in to look up roles and running statements
/// @param alias null where clients log in with the server's own roles
public record Upstream(
        ServerId id,
        Reach reach,
        String administratorUser,
        Credentials administrator,
        @Nullable Alias alias) {

    /// A server of ours: `socket` is its unix socket, `administrator` the password of `postgres`.
    public static Upstream local(ServerId id, Path socket, String administrator) {
        return new Upstream(
                id,
                new Reach.Socket(socket),
                "postgres",
                new Credentials.Password(administrator),
                null);
    }

    /// A server that somebody else runs, in place of the database and owner of `cluster`.
    public static Upstream external(
            ServerId id,
            ExternalPlace place,
            DatabaseCluster cluster,
            Function<SecretRef, String> secrets) {
        var password = new Credentials.Password(secrets.apply(place.password()));
        return new Upstream(
                id,
                new Reach.Tcp(place.host(), place.port(), place.tls(), place.authority()),
                place.user(),
                password,
                new Alias(
                        cluster.user(),
                        cluster.database(),
                        new Credentials.Password(secrets.apply(cluster.owner())),
                        place.user(),
                        place.database(),
                        password));
    }

    /// Where the administrator logs in.
    public Endpoint administration() {
        return endpoint(administratorDatabase());
    }

    /// `database` as `user`, both as clients name them; the one user of a server that somebody else
    /// runs.
    public Endpoint as(String user, String database, Credentials credentials) {
        Endpoint there = endpointOf(database);
        return alias == null ? new Endpoint(there.place(), database, user, credentials) : there;
    }

    /// The database to which the administrator logs in.
    String administratorDatabase() {
        return alias == null ? "postgres" : alias.thereDatabase();
    }

    /// `database`, as clients name it, for the administrator.
    Endpoint endpointOf(String database) {
        return endpoint(alias == null ? database : alias.thereDatabase());
    }

    /// A database, as the server names it, for the administrator.
    Endpoint endpoint(String thereDatabase) {
        Place place =
                switch (reach) {
                    case Reach.Socket(Path path) -> new Place.UnixSocket(path);
                    case Reach.Tcp tcp -> new Place.Tcp(tcp.host(), tcp.port(), tls(tcp));
                };
        return new Endpoint(place, thereDatabase, administratorUser, administrator);
    }

    private static Tls tls(Reach.Tcp tcp) {
        return switch (tcp.tls()) {
            case DISABLE -> new Tls.Disabled();
            case REQUIRE -> new Tls.Preferred();
            case VERIFY_FULL -> new Tls.Verified(tcp.authority());
        };
    }
}
