package tenfold.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import tenfold.model.ServerState;
import tenfold.sql.server.ServerSpec;

/// The PostgreSQL server behind the gateway, as the gateway needs to know it.
public interface DatabaseBackend extends AutoCloseable {
    /// What is known of the server at one moment.
    record Status(ServerState state, Instant since, String reason, long pid, int restarts) {}

    /// Makes the server what `wanted` says: started when it is not running. Returns at once.
    void apply(ServerSpec wanted);

    Status status();

    /// The unix socket on which the server of `wanted` listens.
    Path socket(ServerSpec wanted);

    /// Waits until the server runs; false when it did not within `patience`.
    boolean await(Duration patience) throws InterruptedException;

    /// Stops the server.
    @Override
    void close();
}
