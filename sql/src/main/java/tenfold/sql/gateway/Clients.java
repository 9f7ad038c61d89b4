package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tenfold.sql.SqlLimits;

/// All clients that have logged in, by the process id and key they were told, and their cancel
/// requests.
///
/// A cancel request goes to the server only while its client has a server connection with something
/// in flight; that connection is not lent to another client before the server has closed the
/// connection which carried the request. So it cannot hit anyone else.
final class Clients {
    private record Seat(ClientConnection client, Loop loop) {}

    private final SqlLimits limits;
    private final Dial dial;
    private final SecureRandom random = new SecureRandom();
    private final Map<VirtualKey, Seat> seats = new ConcurrentHashMap<>();
    private final Map<String, Integer> perRole = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger cancels = new AtomicInteger();
    private volatile @Nullable Administrator administrator;

    Clients(SqlLimits limits, Dial dial) {
        this.limits = limits;
        this.dial = dial;
    }

    /// Asks `wise` whether a statement waits for its standby before it is cancelled.
    void guardedBy(Administrator wise) {
        administrator = wise;
    }

    VirtualKey newIdentity() {
        return new VirtualKey(1 + random.nextInt(Integer.MAX_VALUE - 1), random.nextInt());
    }

    int count() {
        return count.get();
    }

    int count(String role) {
        return perRole.getOrDefault(role, 0);
    }

    void register(VirtualKey identity, ClientConnection client, Loop loop) {
        seats.put(identity, new Seat(client, loop));
        count.incrementAndGet();
        perRole.merge(client.pool().user(), 1, Integer::sum);
    }

    void remove(VirtualKey identity, String role) {
        if (seats.remove(identity) != null) {
            count.decrementAndGet();
            perRole.computeIfPresent(role, (_, n) -> n == 1 ? null : n - 1);
        }
    }

    /// Hands a cancel request on; one with an unknown key is dropped without a word.
    void cancel(VirtualKey identity) {
        Seat seat = seats.get(identity);
        if (seat != null) {
            seat.loop().executor().execute(() -> cancel(seat));
        }
    }

    private void cancel(Seat seat) {
        BackendConnection server = cancelled(seat);
        if (server == null) {
            return;
        }
        Administrator guard = administrator;
        if (guard == null || !server.lender().isPrimary()) {
            send(server, seat.loop());
            return;
        }
        guard.ask(
                "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE wait_event"
                        + " OPERATOR(pg_catalog.=) 'SyncRep' AND pid OPERATOR(pg_catalog.=) "
                        + server.pid,
                answer -> seat.loop().executor().execute(() -> cancel(seat, server, answer)));
    }

    /// A commit that waits for its standby must not be cancelled: it is done, and would only lose
    /// its promise. What slips through in between is found out by [CommitDoubt].
    private void cancel(Seat seat, BackendConnection server, Ask answer) {
        if (!answer.row().isEmpty()) {
            Counters.add(seat.loop().counters().cancelsWithheld);
        } else if (cancelled(seat) == server) {
            send(server, seat.loop());
        }
    }

    /// The server connection that a cancel request for this client is for; null when there is
    /// nothing to cancel.
    private static @Nullable BackendConnection cancelled(Seat seat) {
        BackendConnection server = seat.client().backend();
        if (server == null || server.replies.isEmpty() || server.replies.headIsOurs()) {
            return null;
        }
        if (server.isCommitting()) {
            Counters.add(seat.loop().counters().cancelsWithheld);
            return null;
        }
        return server;
    }

    /// Asks the statement on `server` to end, once, because the server is to be changed.
    void stop(BackendConnection server, Loop loop) {
        if (!server.isStopped()) {
            server.stopped();
            send(server, loop);
        }
    }

    private void send(BackendConnection server, Loop loop) {
        if (cancels.incrementAndGet() > limits.cancelsMax()) {
            cancels.decrementAndGet();
            return;
        }
        Counters.add(loop.counters().cancels);
        server.cancelStarts();
        dial.open(
                loop.executor(),
                server.upstream().reach(),
                new Request(server),
                _ -> ended(server));
    }

    private void ended(BackendConnection server) {
        cancels.decrementAndGet();
        server.cancelEnded();
    }

    /// Sends the request once connected; the server answers by closing.
    private final class Request extends ChannelInboundHandlerAdapter {
        private final BackendConnection server;

        Request(BackendConnection server) {
            this.server = server;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            ByteBuf out = context.alloc().buffer(16);
            out.writeInt(16).writeInt(80877102).writeInt(server.pid).writeInt(server.key);
            var _ = context.writeAndFlush(out, context.voidPromise());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended(server);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}
