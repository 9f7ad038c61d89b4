package tenfold.sql.cluster;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.DatabaseCluster;
import tenfold.model.ReadPolicy;
import tenfold.model.ServerId;

/// Something that the rules hear of. `life` counts the starts of a server: what an earlier life
/// said means nothing in a later one.
sealed interface Event {
    record ImageApplied(DatabaseCluster cluster, ReadPolicy reads) implements Event {}

    /// A round trip that began at `sent` came back.
    record Heard(ServerId server, long life, long sent, View view) implements Event {}

    /// A server's process ended unasked.
    ///
    /// @param heals whether starting it again can help
    record Ended(ServerId server, long life, String reason, boolean heals) implements Event {}

    record Fenced(ServerId server) implements Event {}

    /// It was stopped as asked.
    ///
    /// @param end where its last checkpoint begins, the last record of a clean shutdown; 0 when it
    ///   was not clean
    record Stopped(ServerId server, long end) implements Event {}

    record Recorded(ClusterRecord record) implements Event {}

    /// Commits on the primary wait for one of `names`, all that were acknowledged before are below
    /// `lsn`.
    record NamesInForce(ServerId server, long life, Set<ServerId> names, long lsn)
            implements Event {}

    record Joined(ServerId server) implements Event {}

    record JoinFailed(ServerId server, String reason) implements Event {}

    /// A standby can never follow the primary again with the data that it has.
    record CopyBroken(ServerId server, long life, String reason) implements Event {}

    /// The primary's dirty pages are on disk: stopping it will be quick.
    record Prepared(ServerId server) implements Event {}

    record Quiesced(long held, long ended) implements Event {}

    record QuiesceFailed(String reason) implements Event {}

    record Removed(ServerId server) implements Event {}

    /// A server outside the cluster is to serve, or with null no longer is.
    ///
    /// @param wish the number of the move
    /// @param since when clients began to be held
    /// @param lagBytes what it had not applied then
    record OutsideWanted(@Nullable ServerId server, long wish, long since, long lagBytes)
            implements Event {}

    /// The minute between two failovers need not be kept: for tests.
    record FailoverAllowed() implements Event {}

    record Tick(long wallMillis) implements Event {}
}
