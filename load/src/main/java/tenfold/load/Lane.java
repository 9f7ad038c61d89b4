package tenfold.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tenfold.load.schedule.Arrivals;
import tenfold.load.schedule.Zipf;

/// One event loop's share of a run: its own users, connections and counts. Everything here happens
/// on the loop, so nothing is shared.
///
/// How it stays honest: the moments at which requests are due come from [Arrivals] alone. Neither a
/// slow server nor a busy generator moves them; a request that cannot be sent at once waits in
/// `waiting`, and its latency still counts from the moment it was due.
final class Lane {
    /// Wake-ups closer together than this are one: it costs each request at most so much latency.
    private static final long TICK_NANOS_MIN = 20_000;

    /// Arrivals handled before answers get their turn again.
    private static final int BATCH_MAX = 256;

    private static final int SWEEPS_PER_TIMEOUT = 100;
    private static final long SWEEP_MILLIS_MAX = 20;

    /// A lane's share of the plan.
    record Share(double ratePerSecond, int connectionsMax, int waitingMax, long seed) {}

    /// How a lane stands.
    record View(
            long offered,
            long answered,
            long failed,
            int inFlight,
            int waiting,
            int connections,
            Histogram latencies) {}

    private final EventLoop loop;
    private final Peer peer;
    private final List<byte[]> requests;
    private final Share share;
    private final Duration timeout;
    private final Arrivals arrivals;
    private final Zipf zipf;
    private final Tally tally = new Tally();
    private final Deque<Due> waiting = new ArrayDeque<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> busy = new LinkedHashSet<>();
    private final CompletableFuture<Tally> done = new CompletableFuture<>();
    private final long warmUpNanos;
    private final long endNanos;
    private long startNanos;
    private int connecting;
    private int open;
    private int openPeak;
    private boolean stopped;
    private @Nullable Future<?> sweeper;

    Lane(EventLoop loop, Peer peer, LoadPlan plan, List<byte[]> requests, Share share) {
        this.loop = loop;
        this.peer = peer;
        this.requests = requests;
        this.share = share;
        this.timeout = plan.timeout();
        this.arrivals = new Arrivals(share.ratePerSecond(), share.seed());
        this.zipf = new Zipf(requests.size(), plan.zipfExponent(), share.seed() + 1);
        this.warmUpNanos = plan.warmUp().toNanos();
        this.endNanos = plan.warmUp().plus(plan.duration()).toNanos();
    }

    /// Begins; the future completes when every request has its outcome.
    CompletableFuture<Tally> start(long atNanos) {
        loop.execute(() -> {
            startNanos = atNanos;
            long sweep = Math.clamp(timeout.toMillis() / SWEEPS_PER_TIMEOUT, 1, SWEEP_MILLIS_MAX);
            sweeper =
                    loop.scheduleWithFixedDelay(
                            guarded(this::sweep), sweep, sweep, TimeUnit.MILLISECONDS);
            tick();
        });
        return done;
    }

    /// Starts no more requests and gives up those without an answer.
    void stop() {
        loop.execute(() -> {
            stopped = true;
            waiting.forEach(this::giveUp);
            waiting.clear();
            for (Connection connection : List.copyOf(busy)) {
                Due due = connection.inFlight();
                busy.remove(connection);
                connection.abandon();
                if (due != null) {
                    giveUp(due);
                }
            }
            finishWhenDone();
        });
    }

    Future<View> view() {
        return loop.submit(() ->
                new View(
                        tally.offered(),
                        tally.answered(),
                        tally.failed(),
                        busy.size(),
                        waiting.size(),
                        open,
                        tally.takeInterval()));
    }

    int openPeak() {
        return openPeak;
    }

    /// A bug in a task ends the run with its cause instead of leaving it waiting.
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        };
    }

    private long sinceStart() {
        return System.nanoTime() - startNanos;
    }

    private boolean arrivalsEnded() {
        return stopped || arrivals.nextNanos() >= endNanos;
    }

    private void tick() {
        long now = sinceStart();
        for (int i = 0; i < BATCH_MAX && !arrivalsEnded() && arrivals.nextNanos() <= now; i++) {
            arrive(arrivals.nextNanos(), now);
            arrivals.advance();
        }
        pump();
        if (arrivalsEnded()) {
            finishWhenDone();
            return;
        }
        long wait = arrivals.nextNanos() - sinceStart();
        if (wait <= 0) {
            loop.execute(guarded(this::tick));
        } else {
            var _ =
                    loop.schedule(
                            guarded(this::tick),
                            Math.max(wait, TICK_NANOS_MIN),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void arrive(long intended, long now) {
        var due = new Due(intended, zipf.next(), intended >= warmUpNanos);
        if (due.counts()) {
            tally.offer(TimeUnit.NANOSECONDS.toMicros(now - intended));
        }
        if (waiting.size() >= share.waitingMax()) {
            fail(due, FailureKind.SHED, share.waitingMax() + " requests were waiting");
        } else {
            waiting.add(due);
        }
    }

    /// Sends what waits, as far as there are connections, and opens more while that is allowed.
    private void pump() {
        while (!waiting.isEmpty() && !idle.isEmpty()) {
            send(idle.pop(), waiting.remove());
        }
        while (connecting < waiting.size() && open + connecting < share.connectionsMax()) {
            connect();
        }
    }

    private void send(Connection connection, Due due) {
        busy.add(connection);
        ByteBuf request = Unpooled.wrappedBuffer(requests.get(due.url()));
        connection.send(due, request);
    }

    private void connect() {
        connecting++;
        var connection = new Connection(this, peer.tls() != null);
        var future = peer.connect(loop, connection, timeout);
        future.addListener(result -> {
            if (!result.isSuccess()) {
                connectFailed(String.valueOf(result.cause().getMessage()));
            }
        });
    }

    /// A failed attempt fails the request that has waited longest, for it was made for one of them.
    private void connectFailed(String why) {
        connecting--;
        Due due = waiting.poll();
        if (due != null) {
            fail(due, FailureKind.CONNECT, why);
        }
        loop.execute(guarded(this::pumpAndFinish));
    }

    private void pumpAndFinish() {
        if (!stopped) {
            pump();
        }
        finishWhenDone();
    }

    void opened(Connection connection) {
        connecting--;
        open++;
        openPeak = Math.max(openPeak, open);
        makeIdle(connection);
    }

    private void makeIdle(Connection connection) {
        if (stopped) {
            connection.close();
            return;
        }
        Due next = waiting.poll();
        if (next == null) {
            idle.push(connection);
        } else {
            send(connection, next);
        }
    }

    void received(int bytes) {
        tally.received(bytes);
    }

    void answered(Connection connection, Due due, int status, boolean reusable) {
        long now = sinceStart();
        busy.remove(connection);
        if (due.counts()) {
            long micros = TimeUnit.NANOSECONDS.toMicros(now - due.intendedNanos());
            tally.answer(status, micros, now <= endNanos);
        }
        if (reusable) {
            makeIdle(connection);
        }
        finishWhenDone();
    }

    void failed(Connection connection, Due due, FailureKind kind, String why) {
        busy.remove(connection);
        fail(due, kind, why);
    }

    /// `wasReady` is false when it ended before it could be used.
    void closed(Connection connection, boolean wasReady, String why) {
        busy.remove(connection);
        if (!wasReady) {
            connectFailed(why);
            return;
        }
        open--;
        idle.remove(connection);
        pumpAndFinish();
    }

    private void sweep() {
        long now = sinceStart();
        long limit = timeout.toNanos();
        while (!waiting.isEmpty() && now - waiting.element().intendedNanos() >= limit) {
            timeOut(waiting.remove(), now, "waited for a connection");
        }
        List<Connection> late = new ArrayList<>();
        for (Connection connection : busy) {
            Due due = connection.inFlight();
            if (due != null && now - due.intendedNanos() >= limit) {
                late.add(connection);
                timeOut(due, now, "no complete answer after " + timeout.toMillis() + " ms");
            }
        }
        for (Connection connection : late) {
            busy.remove(connection);
            connection.abandon();
        }
        finishWhenDone();
    }

    private void timeOut(Due due, long now, String why) {
        if (due.counts()) {
            tally.timeout(TimeUnit.NANOSECONDS.toMicros(now - due.intendedNanos()), why);
        }
    }

    private void fail(Due due, FailureKind kind, String why) {
        if (due.counts()) {
            tally.failure(kind, why);
        }
    }

    private void giveUp(Due due) {
        if (due.counts()) {
            tally.giveUp();
        }
    }

    private void finishWhenDone() {
        if (!arrivalsEnded() || !waiting.isEmpty() || !busy.isEmpty() || done.isDone()) {
            return;
        }
        if (sweeper != null) {
            sweeper.cancel(false);
        }
        List.copyOf(idle).forEach(Connection::close);
        done.complete(tally);
    }
}
