package tenfold.sql.cluster;

import java.util.Map;
import tenfold.model.ServerId;

/// What one protocol round trip found on a server; WAL positions in bytes.
///
/// @param recovering whether it is a standby
/// @param written the end of the primary's WAL; on a standby the same as `received`
/// @param received what a standby has on disk
/// @param replayed what a standby's reads see
/// @param timeline of the WAL that a primary writes, or that a standby receives: two servers on one
///   timeline have one history; 0 while a standby receives nothing
/// @param streaming whether a standby receives from a primary at this moment
/// @param settled whether a standby has replayed all that it has, and receives nothing
/// @param followers on the primary: who streams from it
record View(
        boolean recovering,
        long written,
        long received,
        long replayed,
        long timeline,
        boolean streaming,
        boolean settled,
        Map<ServerId, Follower> followers) {
    View {
        followers = Map.copyOf(followers);
    }

    /// @param flushed what it has confirmed to have on disk
    /// @param synchronous whether commits may wait for it
    record Follower(long flushed, boolean synchronous) {}
}
