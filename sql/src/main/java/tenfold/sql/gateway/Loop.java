package tenfold.sql.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tenfold.model.PoolMode;
import tenfold.sql.SqlLimits;
import tenfold.sql.login.Credentials;
import tenfold.sql.text.Scanner;
import tenfold.sql.text.Script;
import tenfold.sql.wire.Fault;

/// What one event loop owns: its clients, its pools, and tools that one thread can share.
final class Loop {
    static final long EMPTY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long TICK_MILLIS = 50;
    private static final long STARVING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int SCRATCH_MAX = 1 << 16;
    private static final int INTERNED_MAX = 10_000;

    private final int index;
    private final EventLoop executor;
    private final Shared shared;
    private final Map<Pool.Key, Pool> pools = new HashMap<>();
    private final Set<ClientConnection> clients = new LinkedHashSet<>();
    private final Counters counters = new Counters();
    private final Scanner scanner = new Scanner();
    private final Map<Settings, Settings> settings = Bounded.map(INTERNED_MAX);
    private final Map<Parameters, Parameters> parameters = Bounded.map(INTERNED_MAX);
    private byte[] scratch = new byte[4096];
    private long nowNanos = System.nanoTime();
    private int open;

    Loop(int index, EventLoop executor, Shared shared) {
        this.index = index;
        this.executor = executor;
        this.shared = shared;
    }

    void start() {
        var _ =
                executor.scheduleWithFixedDelay(
                        this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    EventLoop executor() {
        return executor;
    }

    Shared shared() {
        return shared;
    }

    SqlLimits limits() {
        return shared.limits();
    }

    PoolMode mode() {
        return shared.mode();
    }

    Counters counters() {
        return counters;
    }

    /// The time of the last tick: good enough for ages.
    long nowNanos() {
        return nowNanos;
    }

    /// Room for `length` bytes, to be used before anyone else asks.
    byte[] scratch(int length) {
        if (length > SCRATCH_MAX) {
            return new byte[length];
        }
        if (length > scratch.length) {
            scratch = new byte[Math.max(length, scratch.length * 2)];
        }
        return scratch;
    }

    Script scan(byte[] text, int length, BackendConnection server) {
        return scanner.scan(text, 0, length, server.isConforming());
    }

    Settings intern(Settings each) {
        Settings known = settings.putIfAbsent(each, each);
        return known == null ? each : known;
    }

    Parameters intern(Parameters each) {
        Parameters known = parameters.putIfAbsent(each, each);
        return known == null ? each : known;
    }

    /// The pool of a client that has proven to have `credentials`.
    Pool join(Pool.Key key, Credentials credentials) {
        Pool pool =
                pools.computeIfAbsent(
                        key, k -> new Pool(this, k, credentials, shared.database(k.database())));
        pool.joined(credentials);
        return pool;
    }

    void joined(ClientConnection client) {
        clients.add(client);
        shared.clients().register(client.identity(), client, this);
    }

    void left(ClientConnection client) {
        clients.remove(client);
        client.pool().left();
        shared.clients().remove(client.identity(), client.pool().user());
    }

    // ---- the budget

    boolean mayOpen(Pool pool) {
        if (shared.budget().tryTake()) {
            open++;
            return true;
        }
        for (Pool other : pools.values()) {
            if (other != pool && other.closeOneIdle()) {
                return false;
            }
        }
        return false;
    }

    void closedOne() {
        open--;
        shared.budget().giveBack();
        shared.slotFreed(this);
    }

    /// Whether a connection that is free now should be closed, so that another loop can open one.
    boolean mustGiveUpOne(boolean wanted) {
        Budget budget = shared.budget();
        if (budget.isOver()) {
            return true;
        }
        return budget.othersStarve(index) && (!wanted || open > budget.share());
    }

    void connect(Lender lender) {
        new Bootstrap()
                .group(executor)
                .channelFactory(shared.transport().clients())
                .handler(new BackendLogin(lender))
                .connect(shared.upstream())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        executor.execute(() ->
                                lender.failed(
                                        Fault.fatal(
                                                "57P03", "cannot connect to the database server")));
                    }
                });
    }

    private void tick() {
        nowNanos = System.nanoTime();
        boolean starving = false;
        int waiting = 0;
        int idle = 0;
        for (Pool pool : new ArrayList<>(pools.values())) {
            pool.tick(nowNanos);
            starving |= pool.waitsLongerThan(STARVING_NANOS, nowNanos);
            waiting += pool.waitingCount();
            idle += pool.idleCount();
        }
        pools.values().removeIf(Pool::isUnused);
        shared.budget().starves(index, starving && open < shared.budget().share());
        if (shared.budget().othersStarve(index)) {
            giveUpIdle();
        }
        counters.clients = clients.size();
        counters.waiting = waiting;
        counters.idle = idle;
        counters.busy = open - idle;
        counters.pinned = (int) clients.stream().filter(ClientConnection::isPinned).count();
    }

    /// Lets pools open again after a slot became free anywhere.
    void wake() {
        pools.values().forEach(pool -> pool.tick(nowNanos));
    }

    private void giveUpIdle() {
        if (open > shared.budget().share()) {
            var _ = pools.values().stream().anyMatch(Pool::closeOneIdle);
        }
    }

    void drain() {
        List.copyOf(clients).forEach(ClientConnection::drain);
    }

    void close() {
        List.copyOf(clients)
                .forEach(each ->
                        each.end(
                                Fault.fatal(
                                        "57P01",
                                        "terminating connection due to administrator command")));
        pools.values().forEach(Pool::closeAll);
    }
}
