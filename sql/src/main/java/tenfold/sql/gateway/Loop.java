package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tenfold.model.PoolMode;
import tenfold.model.ServerId;
import tenfold.sql.SqlLimits;
import tenfold.sql.login.Credentials;
import tenfold.sql.parse.Hint;
import tenfold.sql.parse.Plan;
import tenfold.sql.parse.Plans;
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
    private static final int SHAPES_MAX = 1 << 11;

    private final int index;
    private final EventLoop executor;
    private final Shared shared;
    private final Map<Pool.Key, Pool> pools = new HashMap<>();
    private final Map<ServerId, Share> shares = new HashMap<>();
    private final Set<ClientConnection> clients = new LinkedHashSet<>();
    private final Gate gate = new Gate(this);
    private final List<Feed> feeds = new ArrayList<>();
    private final Counters counters = new Counters();
    private final Scanner scanner = new Scanner();
    private final Map<Settings, Settings> settings = Bounded.map(INTERNED_MAX);
    private final Map<Parameters, Parameters> parameters = Bounded.map(INTERNED_MAX);
    private long heldBytes;
    private final Ahead ahead = new Ahead(this);
    private final List<Destination> awaiting = new ArrayList<>();
    private @Nullable Plans plans;
    private volatile int awaitedReads;
    private byte[] scratch = new byte[4096];
    private long nowNanos = System.nanoTime();
    private Serving serving = Serving.NONE;

    /// The last one: what a client proves against it is good for no other server, the password is.
    private @Nullable Alias alias;

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

    int index() {
        return index;
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

    /// So many bytes more, or less, are held for clients.
    void holds(int more) {
        heldBytes += more;
    }

    boolean holdsTooMuch() {
        boolean tooMuch = heldBytes > limits().heldBytesMax();
        if (tooMuch) {
            Counters.add(counters.heldTooMuch);
        }
        return tooMuch;
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

    // ---- plans

    /// What a query text does; only asked for while there are replicas.
    Plan plan(byte[] text, int length, boolean conforming) {
        Plans all = plans;
        if (all == null) {
            all = new Plans(SHAPES_MAX);
            plans = all;
        }
        return all.plan(text, 0, length, conforming);
    }

    Plan plan(ByteBuf in, int from, int to, boolean conforming) {
        byte[] text = scratch(to - from);
        in.getBytes(from, text, 0, to - from);
        return plan(text, to - from, conforming);
    }

    /// Looks ahead in what a client has sent.
    Ahead ahead() {
        return ahead;
    }

    /// What the comment ahead of the text asked for that was planned last.
    Hint hint() {
        Plans all = plans;
        return all == null ? Hint.NONE : all.hint();
    }

    // ---- reads that wait for a replica

    void awaits(Destination read) {
        awaiting.add(read);
        awaitedReads = awaiting.size();
    }

    void awaitsNoMore(Destination read) {
        awaiting.remove(read);
        awaitedReads = awaiting.size();
    }

    int awaitedReads() {
        return awaitedReads;
    }

    /// A server is further than before.
    void recheckReads() {
        List.copyOf(awaiting).forEach(Destination::recheck);
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
        Pool pool = pools.get(key);
        if (pool == null) {
            pool = new Pool(this, key, credentials, shared.database(key.database()));
            pools.put(key, pool);
            pool.serve(serving);
        }
        Alias known = alias;
        pool.joined(
                known != null && known.user().equals(key.user()) ? known.password() : credentials);
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

    // ---- servers

    /// Uses these servers from now on.
    void serve(Serving now) {
        boolean another = now.epoch() > serving.epoch();
        serving = now;
        if (now.primary() != null && now.primary().alias() != null) {
            alias = now.primary().alias();
        }
        pools.values().forEach(pool -> pool.serve(now));
        feeds.forEach(feed -> feed.serve(now));
        if (another) {
            gate.open();
        }
    }

    /// Holds what clients would send to the primary.
    Gate gate() {
        return gate;
    }

    Collection<Pool> pools() {
        return pools.values();
    }

    /// A new feed, which lives on this loop.
    Feed feed(Pool.Key key, Credentials credentials) {
        var feed = new Feed(this, key, credentials);
        feed.serve(serving);
        feeds.add(feed);
        return feed;
    }

    /// This loop's part of what may be open to one server.
    Share share(ServerId server) {
        return shares.computeIfAbsent(server, id -> new Share(this, shared.budget(id)));
    }

    void connect(Lender lender) {
        shared.dial()
                .open(
                        executor,
                        lender.upstream().reach(),
                        new BackendLogin(lender),
                        why ->
                                lender.failed(
                                        Fault.fatal(
                                                "57P03",
                                                "cannot connect to the database server: " + why)));
    }

    void tick() {
        nowNanos = System.nanoTime();
        gate.tick(nowNanos);
        int waiting = gate.heldCount();
        int idle = 0;
        for (Pool pool : new ArrayList<>(pools.values())) {
            pool.tick(nowNanos);
            waiting += pool.waitingCount();
            idle += pool.idleCount();
        }
        pools.values().removeIf(Loop::endIfUnused);
        int open = 0;
        for (Share share : shares.values()) {
            share.tick(share.waitsLongerThan(STARVING_NANOS, nowNanos));
            open += share.open();
        }
        shares.values().removeIf(Share::isUnused);
        counters.clients = clients.size();
        counters.waiting = waiting;
        counters.idle = idle;
        counters.busy = open - idle;
        feeds.forEach(Feed::tick);
        int pinned = 0;
        for (ClientConnection client : clients) {
            pinned += client.isPinned() ? 1 : 0;
            Subscription.tick(client, nowNanos);
        }
        counters.pinned = pinned;
    }

    /// Lets pools open again after a slot became free anywhere.
    void wake() {
        pools.values().forEach(pool -> pool.tick(nowNanos));
    }

    private static boolean endIfUnused(Pool pool) {
        boolean unused = pool.isUnused();
        if (unused) {
            pool.end();
        }
        return unused;
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
        feeds.forEach(Feed::close);
    }
}
