package tenfold.sql.server;

import java.time.Instant;
import tenfold.model.ServerId;
import tenfold.model.ServerState;

/// A server at one moment: `reason` says in words for an operator how it came to its state, with
/// the last lines of its output when it failed; `pid` is 0 when no process runs; `startMillis` is
/// how long its last start took.
public record ServerStatus(
        ServerId id,
        ServerState state,
        Instant since,
        String reason,
        long pid,
        int restarts,
        long startMillis) {
    static ServerStatus notStarted(ServerId id) {
        return new ServerStatus(
                id, ServerState.PREPARING, Instant.now(), "not yet started", 0, 0, 0);
    }
}
