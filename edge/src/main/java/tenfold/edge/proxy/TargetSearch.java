package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;
import tenfold.edge.Limit;
import tenfold.edge.target.Health.Finding;
import tenfold.edge.target.Upstream;
import tenfold.edge.target.UpstreamGroup;

/// How an [Exchange] comes by a connection to a target: choose one; wait if there is none; connect
/// unless a connection is idle; when that fails, choose another.
///
/// It ends with [Exchange#send] or with an error page. The target stays taken until [#end].
final class TargetSearch {
    private enum State {
        /// Not begun, or a connection was found.
        IDLE,
        WAITING,
        CONNECTING
    }

    private final Exchange exchange;
    private final Routing routing;
    private final Loop loop;
    private final Account account;
    private State state = State.IDLE;
    private @Nullable Upstream target;
    private int ticket;
    private int attempts;
    private long waitUntil;

    TargetSearch(Exchange exchange, Routing routing, Account account) {
        this.exchange = exchange;
        this.routing = routing;
        loop = exchange.client().loop();
        this.account = account;
    }

    /// The target that has the request, or is connected to.
    @Nullable Upstream target() {
        return target;
    }

    /// Names the current attempt: what belongs to an older one is ignored.
    int ticket() {
        return ticket;
    }

    void begin() {
        attempts = 0;
        waitUntil = 0;
        attempt(null);
    }

    /// Whether the request, which the target has left without a byte of an answer, may be sent
    /// again; it is then taken from the budget.
    boolean mayRetry() {
        if (!Retry.isSafe(exchange.head(), attempts)) {
            return false;
        }
        if (loop.retryBudget.take(System.nanoTime())) {
            return true;
        }
        loop.tally.hit(Limit.RETRY_BUDGET);
        return false;
    }

    /// Looks for another target.
    void retry() {
        Upstream failed = leave();
        failed.failed(System.nanoTime());
        account.retried();
        attempt(failed);
    }

    /// The exchange is over.
    void end() {
        if (state == State.WAITING) {
            loop.waiting.remove(this);
        }
        state = State.IDLE;
        ticket++;
        if (target != null) {
            leave();
        }
    }

    /// The loop took this search from the waiting ones: somebody may be up.
    void wake() {
        if (state == State.WAITING) {
            attempt(null);
            exchange.client().pump();
        }
    }

    void check(long now) {
        if (state == State.WAITING && now - waitUntil > 0) {
            loop.tally.hit(Limit.WAITING_TIME);
            exchange.answer(ErrorPage.NOT_UP);
        }
    }

    void connected(UpstreamConnection connection, int attemptTicket) {
        if (attemptTicket == ticket && state == State.CONNECTING) {
            found(connection);
            exchange.client().pump();
        } else {
            connection.close();
        }
    }

    void connectFailed(Throwable cause, int attemptTicket) {
        if (attemptTicket != ticket || state != State.CONNECTING) {
            return;
        }
        boolean late = cause instanceof ConnectTimeoutException;
        if (late) {
            loop.tally.hit(Limit.CONNECT_TIME);
        } else if (cause instanceof ConnectException) {
            Upstream closed = requireNonNull(target);
            closed.found(new Finding.Refused("nothing listens on " + closed.target().address()));
            loop.proxy.upstreams().hurry(closed);
            // A closed door costs nobody anything: that target is not chosen again before it is up.
            attempts--;
        }
        if (attempts < Retry.ATTEMPTS_MAX) {
            retry();
            exchange.client().pump();
        } else {
            leave().failed(System.nanoTime());
            exchange.answer(late ? ErrorPage.CONNECT_TIMEOUT : ErrorPage.NO_CONNECTION);
        }
    }

    private void attempt(@Nullable Upstream failed) {
        Way way = routing.way(exchange.head());
        if (way == null) {
            exchange.answer(ErrorPage.NO_ROUTE);
            return;
        }
        UpstreamGroup group = way.groups().getFirst();
        Upstream chosen = group.choose(loop.random(), failed);
        if (chosen == null) {
            await();
            return;
        }
        attempts++;
        ticket++;
        target = chosen;
        chosen.begin();
        Lane lane = loop.lane(chosen);
        UpstreamConnection idle = lane.take(loop.coarseNow());
        if (idle == null) {
            state = State.CONNECTING;
            UpstreamConnection.open(loop, lane, this);
        } else {
            found(idle);
        }
    }

    /// Nobody can take the request now: it waits for someone to come up.
    private void await() {
        if (!exchange.client().isPatient()) {
            exchange.answer(ErrorPage.NOT_UP);
            return;
        }
        var limits = loop.proxy.limits().waiting();
        if (waitUntil == 0) {
            waitUntil = System.nanoTime() + limits.waitMax().toNanos();
        }
        if (loop.waiting.size() >= limits.requestsMax()) {
            loop.tally.hit(Limit.WAITING_REQUESTS);
            exchange.answer(ErrorPage.TOO_MANY_WAIT);
            return;
        }
        state = State.WAITING;
        loop.waiting.add(this);
    }

    private void found(UpstreamConnection connection) {
        state = State.IDLE;
        exchange.send(connection);
    }

    private Upstream leave() {
        Upstream left = requireNonNull(target);
        target = null;
        left.end();
        return left;
    }
}
