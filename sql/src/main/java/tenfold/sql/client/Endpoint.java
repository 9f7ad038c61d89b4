package tenfold.sql.client;

import java.nio.file.Path;
import java.util.function.Function;
import tenfold.model.ExternalPlace;
import tenfold.model.SecretRef;
import tenfold.sql.login.Credentials;

/// A server, a database on it, and whom to log in as.
public record Endpoint(Place place, String database, String user, Credentials credentials) {
    /// A server of ours at its unix socket, as its superuser.
    public static Endpoint local(Path socket, String database, String administratorPassword) {
        return new Endpoint(
                new Place.UnixSocket(socket),
                database,
                "postgres",
                new Credentials.Password(administratorPassword));
    }

    /// A server that somebody else runs. Throws [IllegalArgumentException] for another machine
    /// without TLS.
    public static Endpoint external(ExternalPlace place, Function<SecretRef, String> secrets) {
        Tls tls =
                switch (place.tls()) {
                    case DISABLE -> new Tls.Disabled();
                    case REQUIRE -> new Tls.Required();
                    case VERIFY_FULL -> new Tls.Verified(place.authority());
                };
        return new Endpoint(
                new Place.Tcp(place.host(), place.port(), tls),
                place.database(),
                place.user(),
                new Credentials.Password(secrets.apply(place.password())));
    }

    public Endpoint withDatabase(String other) {
        return new Endpoint(place, other, user, credentials);
    }

    @Override
    public String toString() {
        return user + "@" + place + "/" + database;
    }
}
