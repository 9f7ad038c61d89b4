package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tenfold.edge.Limit;
import tenfold.edge.http.Forwarded;
import tenfold.edge.opening.Ends;
import tenfold.edge.proxy.Tally.Count;
import tenfold.edge.target.Health.Finding;
import tenfold.edge.target.Upstream;
import tenfold.edge.target.UpstreamGroup;
import tenfold.model.RetryPolicy;

/// How an [Exchange] comes by a connection to a target: choose one; wait if there is none or all
/// are at their limits; connect unless a connection is idle; when that fails, choose another.
///
/// It ends with [Exchange#send] or with a page. The target stays taken until [#end].
final class TargetSearch {
    private enum State {
        /// Not begun, or a connection was found.
        IDLE,
        /// Nobody is up.
        WAITING,
        /// All are at their limits.
        PENDING,
        CONNECTING,
        /// A retry waits for its time.
        BACKOFF
    }

    private final Exchange exchange;
    private final Routing routing;
    private final Loop loop;
    private final Account account;
    private State state = State.IDLE;
    private @Nullable Upstream target;
    private @Nullable UpstreamGroup group;
    private @Nullable UpstreamGroup pendingIn;
    private int ticket;
    private int attempts;
    private long waitUntil;
    private long sentNanos;

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

    /// The client's, or null when the edge asks for itself.
    @Nullable Ends ends() {
        Client client = exchange.client();
        return client.isCounted() ? client.forwarded().ends() : null;
    }

    /// Names the current attempt: what belongs to an older one is ignored.
    int ticket() {
        return ticket;
    }

    void begin() {
        attempts = 0;
        waitUntil = 0;
        attempt(null, false);
    }

    /// Whether the request, of whose answer the client has seen nothing, may be sent again; it is
    /// then taken from the budget.
    boolean mayRetry() {
        if (!Retry.isSafe(exchange.head()) || attempts >= policy().attempts()) {
            return false;
        }
        if (loop.retryBudget.take(System.nanoTime())) {
            return true;
        }
        loop.tally.hit(Limit.RETRY_BUDGET);
        return false;
    }

    /// Looks again, after a target that has not looked at the request; false when that was often
    /// enough.
    boolean again() {
        if (attempts >= Retry.ATTEMPTS_MAX) {
            return false;
        }
        Upstream left = leave();
        account.retried();
        attempt(left, true);
        return true;
    }

    /// The same for an answer with this status.
    boolean mayRetry(int status) {
        RetryPolicy policy = policy();
        return !policy.statuses().isEmpty() && policy.statuses().contains(status) && mayRetry();
    }

    /// Looks for another target, soon.
    void retry() {
        Upstream failed = leave();
        failed.failed(System.nanoTime());
        account.retried();
        long wait = Retry.backoffNanos(policy(), attempts, loop.random());
        state = State.BACKOFF;
        int current = ++ticket;
        var _ =
                loop.eventLoop.schedule(
                        () -> {
                            if (ticket == current && state == State.BACKOFF) {
                                attempt(failed, true);
                                exchange.client().pump();
                                loop.flush();
                            }
                        },
                        wait,
                        TimeUnit.NANOSECONDS);
    }

    /// The exchange is over.
    void end() {
        stopWaiting();
        state = State.IDLE;
        ticket++;
        if (target != null) {
            leave();
        }
    }

    /// The loop took this search from the waiting ones: somebody may be up, or have room.
    void wake() {
        if (state == State.WAITING || state == State.PENDING) {
            boolean wasIn = state == State.PENDING;
            stopPending();
            attempt(null, wasIn);
            exchange.client().pump();
        }
    }

    void check(long now) {
        if ((state == State.WAITING || state == State.PENDING) && now - waitUntil > 0) {
            boolean full = state == State.PENDING;
            loop.tally.hit(full ? Limit.CIRCUIT : Limit.WAITING_TIME);
            exchange.answer(full ? ErrorPage.CIRCUIT_OPEN : ErrorPage.NOT_UP);
        }
    }

    void connected(Carrier carrier, int attemptTicket) {
        if (attemptTicket == ticket && state == State.CONNECTING) {
            found(carrier);
            exchange.client().pump();
        } else {
            carrier.release(false);
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
            Upstream failed = leave();
            failed.failed(System.nanoTime());
            account.retried();
            attempt(failed, true);
            exchange.client().pump();
        } else {
            leave().failed(System.nanoTime());
            exchange.answer(late ? ErrorPage.CONNECT_TIMEOUT : ErrorPage.NO_CONNECTION);
        }
    }

    /// The target's answer has begun.
    void answered(int status) {
        UpstreamGroup of = group;
        if (of != null && of.isMeasured()) {
            of.answered((System.nanoTime() - sentNanos) / 1_000, status >= 500);
        }
    }

    /// `admitted` says that the adaptive limit has let the request in before.
    private void attempt(@Nullable Upstream failed, boolean admitted) {
        Way way = routing.way(exchange.head());
        Page own = way == null ? ErrorPage.NO_ROUTE : way.answer(exchange.head(), forwarded());
        if (own != null) {
            exchange.answer(own);
            return;
        }
        UpstreamGroup from = routing.group(exchange.head());
        group = from;
        if (!admitted && !from.admits(routing.forward().importance())) {
            loop.tally.hit(Limit.ADAPTIVE_CONCURRENCY);
            refuse(ErrorPage.SHED);
            return;
        }
        Upstream chosen = routing.choose(exchange.head(), failed);
        if (chosen == null && from.serves()) {
            pend(from);
        } else if (chosen == null) {
            await();
        } else {
            take(chosen, from);
        }
    }

    private Forwarded forwarded() {
        return exchange.client().forwarded();
    }

    private void take(Upstream chosen, UpstreamGroup from) {
        Lane lane = loop.lane(chosen);
        Carrier ready = lane.take(loop.coarseNow());
        if (ready == null && !lane.isConnecting() && !chosen.hasRoomForConnection()) {
            pend(from);
            return;
        }
        attempts++;
        ticket++;
        target = chosen;
        chosen.begin();
        state = State.CONNECTING;
        if (ready != null) {
            found(ready);
        } else {
            lane.connect(loop, this);
        }
    }

    /// Nobody can take the request now: it waits for someone to come up.
    private void await() {
        if (!exchange.client().isPatient()) {
            exchange.answer(ErrorPage.NOT_UP);
            return;
        }
        if (loop.waiting.size() >= loop.proxy.limits().waiting().requestsMax()) {
            loop.tally.hit(Limit.WAITING_REQUESTS);
            exchange.answer(ErrorPage.TOO_MANY_WAIT);
            return;
        }
        wait(State.WAITING);
        loop.waiting.add(this);
    }

    /// Everybody has as much as they may have: it waits for room.
    private void pend(UpstreamGroup full) {
        if (!exchange.client().isPatient() || !full.waits()) {
            loop.tally.hit(Limit.CIRCUIT);
            refuse(ErrorPage.CIRCUIT_OPEN);
            return;
        }
        pendingIn = full;
        wait(State.PENDING);
        loop.pending.add(full, this);
    }

    private void wait(State waiting) {
        if (waitUntil == 0) {
            waitUntil = System.nanoTime() + loop.proxy.limits().waiting().waitMax().toNanos();
        }
        state = waiting;
    }

    private void refuse(ErrorPage page) {
        Way way = routing.way(exchange.head());
        if (way != null) {
            loop.tally(way.name()).add(Count.REFUSED, 1);
        }
        exchange.answer(page);
    }

    private void stopWaiting() {
        if (state == State.WAITING) {
            loop.waiting.remove(this);
        }
        stopPending();
    }

    private void stopPending() {
        UpstreamGroup full = pendingIn;
        pendingIn = null;
        if (full != null) {
            full.waitEnds();
            loop.pending.remove(full, this);
        }
    }

    private void found(Carrier carrier) {
        state = State.IDLE;
        if (group != null && group.isMeasured()) {
            sentNanos = System.nanoTime();
        }
        exchange.send(carrier);
        limitTry();
    }

    /// One attempt may have a time of its own.
    private void limitTry() {
        long most = policy().tryTimeout().toNanos();
        if (most == 0 || !Retry.isSafe(exchange.head())) {
            return;
        }
        int current = ticket;
        var _ =
                loop.eventLoop.schedule(
                        () -> {
                            if (ticket == current) {
                                exchange.tryTimedOut();
                                loop.flush();
                            }
                        },
                        most,
                        TimeUnit.NANOSECONDS);
    }

    private RetryPolicy policy() {
        return routing.forward().retry();
    }

    private Upstream leave() {
        Upstream left = requireNonNull(target);
        target = null;
        left.end();
        if (group != null) {
            loop.pending.roomIn(group);
        }
        return left;
    }
}
