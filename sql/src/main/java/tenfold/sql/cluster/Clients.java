package tenfold.sql.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tenfold.sql.gateway.Serving;

/// The gateway, as the cluster needs it.
public interface Clients {
    /// @param held statements that wait
    /// @param ended transactions that were ended with an error
    record Quiet(long held, long ended) {}

    /// Only these servers from now on; without a primary statements are held.
    void serve(Serving serving);

    /// Holds new transactions and lets running ones end, for at most `patience`.
    CompletableFuture<Quiet> quiesce(Duration patience);

    /// Holds every next statement, until none runs.
    CompletableFuture<Void> freeze(Duration patience);

    /// Lets everything go on.
    void resume();
}
