package tenfold.sql.route;

import org.jspecify.annotations.Nullable;

/// What one client has seen so far, so that it never sees an older state.
public final class Seen {
    private long mark;
    private @Nullable Replica replica;
    private long replicaMark;

    /// A statement that reads has run on the primary; `now` is [Floors#now] after its answer.
    public void onPrimary(long now) {
        mark = now;
        replica = null;
    }

    /// The same on a replica: the primary's state by `now` is at least as new.
    public void onReplica(Replica on, long now) {
        replica = on;
        replicaMark = now;
    }

    /// The mark of what was seen on the primary.
    long mark() {
        return mark;
    }

    /// The replica that was read last, unless the primary was read after it.
    @Nullable Replica replica() {
        return replica;
    }

    /// The mark of what was seen on any server.
    long markElsewhere() {
        return replica == null ? mark : replicaMark;
    }
}
