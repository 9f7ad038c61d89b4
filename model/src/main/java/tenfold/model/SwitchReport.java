package tenfold.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A change of the primary, as it happened; or its restart as wished, from and to the same server.
///
/// @param wish the number of the [SwitchWish] or [MoveWish]; 0 for a failover or a restart
/// @param lagBytes what the new primary had yet to replay when the old one took no more writes
/// @param pauseMillis from the last statement that the old primary could take to the first that the
///   new one could
/// @param held statements that waited meanwhile
/// @param ended transactions that were ended with an error
/// @param problem why it did not happen; null when it did
public record SwitchReport(
        long wish,
        boolean automatic,
        long epoch,
        ServerId from,
        ServerId to,
        Instant at,
        String reason,
        long lagBytes,
        long pauseMillis,
        long held,
        long ended,
        @Nullable String problem) {}
