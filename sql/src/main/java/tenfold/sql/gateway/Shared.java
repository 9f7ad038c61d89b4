package tenfold.sql.gateway;

import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tenfold.model.PoolMode;
import tenfold.sql.SqlLimits;

/// What all loops share. Nothing here is touched by a query.
final class Shared {
    private final SqlLimits limits;
    private final Transport transport;
    private final SocketAddress upstream;
    private final Budget budget;
    private final Clients clients;
    private final Map<String, Database> databases = new ConcurrentHashMap<>();
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private volatile PoolMode mode;

    Shared(
            SqlLimits limits,
            Transport transport,
            SocketAddress upstream,
            Budget budget,
            PoolMode mode) {
        this.limits = limits;
        this.transport = transport;
        this.upstream = upstream;
        this.budget = budget;
        this.mode = mode;
        this.clients = new Clients(limits, transport, upstream);
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

    SocketAddress upstream() {
        return upstream;
    }

    Budget budget() {
        return budget;
    }

    Clients clients() {
        return clients;
    }

    PoolMode mode() {
        return mode;
    }

    void mode(PoolMode newMode) {
        mode = newMode;
    }

    Database database(String name) {
        return databases.computeIfAbsent(name, _ -> new Database());
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
