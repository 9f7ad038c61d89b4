package tenfold.sql.gateway;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.ExternalPlace;

/// Where one server listens.
public sealed interface Reach {
    record Socket(Path path) implements Reach {}

    /// @param authority PEM file of the CA that signed the server's certificate; null means the
    ///   machine's own list
    record Tcp(String host, int port, ExternalPlace.Tls tls, @Nullable Path authority)
            implements Reach {
        public Tcp {
            Check.that(port >= 1 && port <= 65535, "port %d is not within 1 to 65535", port);
        }
    }
}
