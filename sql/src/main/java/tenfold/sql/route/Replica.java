package tenfold.sql.route;

import tenfold.model.ServerId;

/// One replica as long as it surely goes only forward: after a lost connection it is another one,
/// because a server that has restarted may show an older state than before.
public final class Replica implements Route {
    private final ServerId id;
    private volatile long replayed;
    private volatile boolean rotation;

    public Replica(ServerId id) {
        this.id = id;
    }

    public ServerId id() {
        return id;
    }

    /// It has replayed the log up to here at least.
    public void replayed(long position) {
        replayed = position;
    }

    public long replayed() {
        return replayed;
    }

    /// Whether it takes reads: it is connected and not too far behind.
    public void rotation(boolean now) {
        rotation = now;
    }

    public boolean inRotation() {
        return rotation;
    }

    @Override
    public String toString() {
        return id + " at " + Long.toHexString(replayed);
    }
}
