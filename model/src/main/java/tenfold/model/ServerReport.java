package tenfold.model;

import java.time.Instant;

/// One PostgreSQL server as the station sees it.
///
/// @param reason why it is in this state, in words
/// @param serving whether statements are sent to it: reads, and on the primary writes
/// @param synchronous whether commits wait for it
/// @param receivedLsn last WAL position it has on disk; for the primary its write position
/// @param replayedLsn last position that its reads see
/// @param lagBytes what it has yet to replay of what the primary has written
/// @param lagMillis age of the oldest change that it has not replayed; 0 when there is none
/// @param startMillis how long its last start took, until it answered; 0 when that is not known
/// @param copiedBytes of the copy it is getting; `totalBytes` as estimated by the primary
public record ServerReport(
        ServerId id,
        Zone zone,
        ServerPart part,
        ServerState state,
        Instant since,
        String reason,
        long pid,
        int restarts,
        long startMillis,
        boolean serving,
        boolean synchronous,
        long receivedLsn,
        long replayedLsn,
        long lagBytes,
        long lagMillis,
        long copiedBytes,
        long totalBytes) {}
