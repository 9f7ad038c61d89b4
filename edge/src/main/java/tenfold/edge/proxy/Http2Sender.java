package tenfold.edge.proxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import tenfold.edge.EdgeLimits;

/// The order in which the streams of one connection send what waits: a frame of each in turn, as
/// long as the client keeps the connection's window open.
final class Http2Sender {
    private final Http2Connection connection;
    private final ArrayDeque<Http2Stream> ready = new ArrayDeque<>();
    private final List<Http2Stream> served = new ArrayList<>();
    private final RateGuard shut;
    private int window = 65_535;
    private long sent;

    Http2Sender(Http2Connection connection, EdgeLimits.Client limits) {
        this.connection = connection;
        shut = new RateGuard(limits.bytesPerSecondMin(), limits.rateGrace().toNanos());
        shut.reset(connection.loop.coarseNow(), 0);
    }

    int window() {
        return window;
    }

    void spend(int bytes) {
        window -= bytes;
        sent += bytes;
    }

    /// The client widens the window; false when it gets larger than it can be.
    boolean widen(long more) {
        long wider = window + more;
        window = (int) wider;
        return wider == window;
    }

    /// The stream has something to send, and its own window is open.
    void add(Http2Stream stream) {
        ready.addLast(stream);
    }

    void remove(Http2Stream stream) {
        ready.remove(stream);
    }

    /// Sends what the windows allow now.
    void send() {
        if (ready.isEmpty() || window <= 0) {
            return;
        }
        Outbox out = connection.loop.outbox;
        out.open(connection.context());
        while (window > 0 && !ready.isEmpty()) {
            Http2Stream stream = ready.removeFirst();
            if (stream.sendNext()) {
                served.add(stream);
            }
        }
        connection.wrote(out.close());
        for (int i = 0; i < served.size(); i++) {
            served.get(i).sentSome();
        }
        served.clear();
    }

    /// Whether streams have waited for the window for too long.
    boolean isShut(long now) {
        if (window > 0 || ready.isEmpty()) {
            shut.reset(now, sent);
            return false;
        }
        return shut.tooSlow(now, sent);
    }
}
