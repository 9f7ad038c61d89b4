package tenfold.sql.gateway;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.ServerId;
import tenfold.sql.SqlLimits;

/// What all loops share. Nothing here is touched by a query.
final class Shared {
    private final SqlLimits limits;
    private final Transport transport;
    private final Dial dial;
    private final int loopsMax;
    private final Clients clients;
    private final Routing routing = new Routing(this);
    private final Map<String, Database> databases = new ConcurrentHashMap<>();
    private final Map<Pool.Key, Feed> feeds = new ConcurrentHashMap<>();
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private final Map<ServerId, Budget> budgets = new ConcurrentHashMap<>();
    private volatile PoolPolicy policy;

    Shared(SqlLimits limits, Transport transport, Dial dial, int loops, PoolPolicy policy) {
        this.limits = limits;
        this.transport = transport;
        this.loopsMax = loops;
        this.policy = policy;
        this.dial = dial;
        this.clients = new Clients(limits, dial);
    }

    void add(Loop loop) {
        loops.add(loop);
    }

    List<Loop> loops() {
        return loops;
    }

    SqlLimits limits() {
        return limits;
    }

    Transport transport() {
        return transport;
    }

    Dial dial() {
        return dial;
    }

    /// How many connections all loops may have to one server.
    Budget budget(ServerId server) {
        return budgets.computeIfAbsent(
                server, _ -> new Budget(policy.serverConnectionsMax(), loopsMax));
    }

    Routing routing() {
        return routing;
    }

    Clients clients() {
        return clients;
    }

    PoolMode mode() {
        return policy.mode();
    }

    void resize(PoolPolicy newPolicy) {
        policy = newPolicy;
        budgets.values().forEach(each -> each.resize(newPolicy.serverConnectionsMax()));
    }

    Database database(String name) {
        return databases.computeIfAbsent(name, _ -> new Database());
    }

    /// Where idle clients of the pool's role and database listen, on whichever loop they are.
    Feed feed(Pool pool) {
        return feeds.computeIfAbsent(
                new Pool.Key(pool.user(), pool.database()),
                key -> pool.loop().feed(key, pool.credentials()));
    }

    /// Tells the other loops that a server connection may be opened again.
    void slotFreed(Loop by) {
        for (Loop each : loops) {
            if (each != by && each.counters().waiting > 0) {
                each.executor().execute(each::wake);
            }
        }
    }
}
