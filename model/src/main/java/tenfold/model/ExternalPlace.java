package tenfold.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// A PostgreSQL server that somebody else runs, such as a managed one.
///
/// @param user owns `database`; `password` is its password
/// @param tls how the connection is secured
/// @param authority PEM file of the CA that signed the server's certificate; null means the
///   machine's own list
public record ExternalPlace(
        String host,
        int port,
        String database,
        String user,
        SecretRef password,
        Tls tls,
        @Nullable Path authority) {
    /// As libpq's `sslmode`.
    public enum Tls {
        DISABLE,
        REQUIRE,
        VERIFY_FULL
    }

    public ExternalPlace {
        Check.that(!host.isBlank(), "the host is empty");
        Check.that(port >= 1 && port <= 65535, "port %d is not within 1 to 65535", port);
        Check.that(!database.isBlank() && !user.isBlank(), "database and user must be named");
    }
}
