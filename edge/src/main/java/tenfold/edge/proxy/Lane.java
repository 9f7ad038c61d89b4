package tenfold.edge.proxy;

import org.jspecify.annotations.Nullable;
import tenfold.edge.target.Upstream;

/// One event loop's way to one target: its idle connections, and what it has counted.
///
/// A stack: the connection used last is used next, so that those not needed grow old and are
/// closed.
final class Lane {
    final Upstream upstream;
    final Tally tally = new Tally();
    private final UpstreamConnection[] idle;
    private int size;

    Lane(Upstream upstream, int idleMax) {
        this.upstream = upstream;
        this.idle = new UpstreamConnection[idleMax];
    }

    /// A connection that was idle and is as good as new, or null.
    @Nullable UpstreamConnection take(long now) {
        while (size > 0) {
            UpstreamConnection connection = idle[--size];
            if (connection.isFresh(now)) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /// Takes back a connection whose exchange ended well.
    void give(UpstreamConnection connection) {
        if (size == idle.length || !upstream.isKept()) {
            connection.close();
        } else {
            idle[size++] = connection;
        }
    }

    /// The connection has ended while idle.
    void forget(UpstreamConnection connection) {
        for (int i = size - 1; i >= 0; i--) {
            if (idle[i] == connection) {
                System.arraycopy(idle, i + 1, idle, i, size - i - 1);
                size--;
                return;
            }
        }
    }

    /// Closes the idle connections that are too old, or all when the target is gone.
    void sweep(long now) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            UpstreamConnection connection = idle[i];
            if (upstream.isKept() && connection.isFresh(now)) {
                idle[kept++] = connection;
            } else {
                connection.close();
            }
        }
        size = kept;
    }

    /// Closes all idle connections, because somebody else needs one.
    void closeIdle() {
        for (int i = 0; i < size; i++) {
            idle[i].close();
        }
        size = 0;
    }

    int idleCount() {
        return size;
    }
}
