package tenfold.edge.proxy;

import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import tenfold.edge.EdgeLimits;

/// The order in which the streams of one connection send what waits: a frame of each in turn, as
/// long as the client keeps the connection's window open.
final class Http2Sender {
    /// A stream with something to send.
    interface Sending {
        /// Sends a frame of what waits; false when the connection's window is empty. The outbox is
        /// open.
        boolean sendNext();

        /// What [#sendNext] has sent is written.
        void sentSome();
    }

    private final Loop loop;
    private final Supplier<ChannelHandlerContext> context;
    private final LongConsumer wrote;
    private final ArrayDeque<Sending> ready = new ArrayDeque<>();
    private final List<Sending> served = new ArrayList<>();
    private final RateGuard shut;
    private int window = 65_535;
    private long sent;

    /// `wrote` hears of each number of bytes that was written.
    Http2Sender(
            Loop loop,
            Supplier<ChannelHandlerContext> context,
            LongConsumer wrote,
            EdgeLimits.Client limits) {
        this.loop = loop;
        this.context = context;
        this.wrote = wrote;
        shut = new RateGuard(limits.bytesPerSecondMin(), limits.rateGrace().toNanos());
        shut.reset(loop.coarseNow(), 0);
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
    void add(Sending stream) {
        ready.addLast(stream);
    }

    void remove(Sending stream) {
        ready.remove(stream);
    }

    /// Sends what the windows allow now.
    void send() {
        if (ready.isEmpty() || window <= 0) {
            return;
        }
        Outbox out = loop.outbox;
        out.open(context.get());
        while (window > 0 && !ready.isEmpty()) {
            Sending stream = ready.removeFirst();
            if (stream.sendNext()) {
                served.add(stream);
            }
        }
        wrote.accept(out.close());
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
