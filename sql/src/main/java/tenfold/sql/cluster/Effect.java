package tenfold.sql.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.LocalPlace;
import tenfold.model.ServerId;

/// Something that the rules want done. Each is done in the background; those for one server in
/// order.
sealed interface Effect {
    /// To be done on one server.
    sealed interface OnServer extends Effect {
        ServerId server();
    }

    /// What the gateway may use from now on; `primary` null holds statements.
    record Serve(long epoch, @Nullable ServerId primary, List<ServerId> replicas)
            implements Effect {
        public Serve {
            replicas = List.copyOf(replicas);
        }
    }

    /// Let transactions end and hold new ones; answered by `Quiesced` or `QuiesceFailed`.
    record Quiesce(Duration patience) implements Effect {}

    record Resume() implements Effect {}

    /// @param follow null starts it as it is: a primary, or a standby that will be promoted
    record Start(
            ServerId server,
            long life,
            LocalPlace place,
            Set<ServerId> names,
            @Nullable ServerId follow)
            implements OnServer {}

    /// A fast shutdown; answered by `Stopped`.
    record Stop(ServerId server) implements OnServer {}

    /// Kill it and all that it started, and wait for their end; answered by `Fenced`.
    record Fence(ServerId server) implements OnServer {}

    /// Write it to disk, for ever if need be; answered by `Recorded`.
    record Write(ClusterRecord record) implements Effect {}

    /// Make slots for `followers`, let commits wait for `names`, and promote.
    record Promote(ServerId server, Set<ServerId> names, Set<ServerId> followers)
            implements OnServer {}

    /// Let the primary's commits wait for one of `names`; answered by `NamesInForce`.
    record Names(ServerId server, long life, Set<ServerId> names) implements OnServer {}

    /// Have exactly these replication slots on the primary.
    record Slots(ServerId server, Set<ServerId> followers) implements OnServer {}

    /// Let a running standby receive from another primary.
    record Follow(ServerId server, ServerId primary) implements OnServer {}

    /// Give it a copy of `from`; answered by `Joined` or `JoinFailed`.
    record Join(ServerId server, LocalPlace place, ServerId from) implements OnServer {}

    /// Bring dirty pages to disk, and make slots on `next`, so that the switch to it is short;
    /// answered by `Prepared`.
    record Prepare(ServerId server, ServerId next, Set<ServerId> followers) implements OnServer {}

    /// Nobody outside can serve now, or no longer: another change is on its way.
    record OutsideRefused() implements Effect {}

    /// Stop it and delete its data; answered by `Removed`.
    record Remove(ServerId server) implements OnServer {}
}
