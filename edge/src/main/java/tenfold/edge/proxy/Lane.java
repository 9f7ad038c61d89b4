package tenfold.edge.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.edge.target.Upstream;
import tenfold.model.ServiceProtocol;

/// One event loop's way to one target: its idle connections, and what it has counted.
///
/// A stack: the connection used last is used next, so that those not needed grow old and are
/// closed.
final class Lane {
    final Upstream upstream;
    final Tally tally = new Tally();
    private final UpstreamConnection[] idle;
    private final List<UpstreamLink> links = new ArrayList<>();
    private int size;
    private int streamsMax = UpstreamLink.STREAMS_AT_FIRST;

    Lane(Upstream upstream, int idleMax) {
        this.upstream = upstream;
        this.idle = new UpstreamConnection[idleMax];
    }

    /// What carries a request there and is ready, or null.
    @Nullable Carrier take(long now) {
        if (!speaksHttp2()) {
            return takeIdle(now);
        }
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).isOpen() && links.get(i).hasRoom()) {
                return new UpstreamStream(links.get(i));
            }
        }
        return null;
    }

    /// Whether a connection is being made on which there is room for one more request.
    boolean isConnecting() {
        return connecting() != null;
    }

    /// Makes what carries a request there; `search` hears of the outcome.
    void connect(Loop loop, TargetSearch search) {
        if (!speaksHttp2()) {
            UpstreamConnection.open(loop, this, search);
            return;
        }
        UpstreamLink link = connecting();
        if (link == null) {
            link = UpstreamLink.open(loop, this);
            links.add(link);
        }
        link.await(search);
    }

    private @Nullable UpstreamLink connecting() {
        for (int i = 0; i < links.size(); i++) {
            if (!links.get(i).isOpen() && links.get(i).hasRoom()) {
                return links.get(i);
            }
        }
        return null;
    }

    private boolean speaksHttp2() {
        return upstream.check().speaks().kind() == ServiceProtocol.Kind.HTTP2;
    }

    /// How many streams the target allowed on its last link.
    int streamsMax() {
        return streamsMax;
    }

    void streamsMax(int count) {
        streamsMax = count;
    }

    /// The link takes no streams any more.
    void forget(UpstreamLink link) {
        links.remove(link);
    }

    /// A connection that was idle and is as good as new, or null.
    private @Nullable UpstreamConnection takeIdle(long now) {
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
        List.copyOf(links).forEach(link -> link.check(now, upstream.isKept()));
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
