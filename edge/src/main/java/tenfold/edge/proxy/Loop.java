package tenfold.edge.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tenfold.edge.http.RequestHead;
import tenfold.edge.log.AccessLog;
import tenfold.edge.target.Upstream;
import tenfold.model.RouteName;

/// One event loop's own things. Only its thread touches them, but for [#tally] and the [Lane]s'
/// tallies, which anyone reads.
final class Loop {
    static final long SWEEP_MILLIS = 250;

    private static final int SPARE_HEADS_MAX = 256;

    final Proxy proxy;
    final EventLoop eventLoop;
    final Class<? extends SocketChannel> channelType;
    final Tally tally = new Tally();
    final Outbox outbox = new Outbox(this);
    final CachedHeads cachedHeads;
    final Set<Fetch> fetches = new LinkedHashSet<>();
    final AccessLog.Pen pen;
    final RetryBudget retryBudget;
    final ArrayDeque<TargetSearch> waiting = new ArrayDeque<>();
    final Pending pending;

    private final ConcurrentHashMap<RouteName, Tally> routes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Upstream, Lane> lanes = new ConcurrentHashMap<>();
    private final ArrayList<SweptConnection> clients = new ArrayList<>();
    private final ArrayDeque<RequestHead> spareHeads = new ArrayDeque<>();
    private final List<ChannelHandlerContext> unflushed = new ArrayList<>();
    private long now = System.nanoTime();
    private long random;
    private long lastId;

    Loop(Proxy proxy, EventLoop eventLoop, Class<? extends SocketChannel> channelType) {
        this.proxy = proxy;
        this.eventLoop = eventLoop;
        this.channelType = channelType;
        pen = proxy.log().pen();
        pending = new Pending(eventLoop, this::flush);
        cachedHeads = new CachedHeads(proxy.headLimits());
        retryBudget = new RetryBudget(now);
        var seed = new SecureRandom();
        random = seed.nextLong() | 1;
        lastId = seed.nextLong();
        var _ =
                eventLoop.scheduleAtFixedRate(
                        this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// The time of the last sweep: at most a quarter of a second old, and free. For limits of
    /// seconds.
    long coarseNow() {
        return now;
    }

    /// xorshift64; good enough to choose targets with.
    long random() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random;
    }

    /// Unique in this process and hard to guess the neighbours of: a counter from a random start,
    /// mixed (SplitMix64).
    long nextId() {
        lastId += 0x9e3779b97f4a7c15L;
        long mixed = (lastId ^ (lastId >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    Lane lane(Upstream upstream) {
        Lane lane = lanes.get(upstream);
        if (lane == null) {
            lane = new Lane(upstream, proxy.limits().upstream().idleConnectionsMax());
            lanes.put(upstream, lane);
        }
        return lane;
    }

    Stream<Tally> tallyOf(Upstream upstream) {
        Lane lane = lanes.get(upstream);
        return lane == null ? Stream.empty() : Stream.of(lane.tally);
    }

    Tally tally(RouteName route) {
        Tally known = routes.get(route);
        if (known == null) {
            known = new Tally();
            routes.put(route, known);
        }
        return known;
    }

    Stream<Tally> tallyOf(RouteName route) {
        return Stream.ofNullable(routes.get(route));
    }

    /// Forgets what was counted for routes that are not among these. Any thread.
    void keepRoutes(Set<RouteName> names) {
        routes.keySet().retainAll(names);
    }

    RequestHead takeHead() {
        RequestHead head = spareHeads.pollLast();
        return head == null ? new RequestHead(proxy.headLimits()) : head;
    }

    void giveHead(RequestHead head) {
        if (spareHeads.size() < SPARE_HEADS_MAX) {
            head.clear();
            spareHeads.addLast(head);
        }
    }

    void add(SweptConnection client) {
        client.slot = clients.size();
        clients.add(client);
    }

    void remove(SweptConnection client) {
        SweptConnection last = clients.removeLast();
        if (last != client) {
            clients.set(client.slot, last);
            last.slot = client.slot;
        }
    }

    /// Something was written there; [#flush] sends it at the end of this event.
    void touch(ChannelHandlerContext context) {
        if (unflushed.isEmpty() || !unflushed.getLast().equals(context)) {
            unflushed.add(context);
        }
    }

    /// Ends an event: sends everything that it wrote, with one system call for each connection.
    void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    void wakeWaitingSoon() {
        if (!eventLoop.isShuttingDown()) {
            eventLoop.execute(this::wakeWaiting);
        }
    }

    void pruneSoon() {
        if (!eventLoop.isShuttingDown()) {
            eventLoop.execute(this::sweepLanes);
        }
    }

    private void wakeWaiting() {
        for (int left = waiting.size(); left > 0; left--) {
            TargetSearch search = waiting.poll();
            if (search != null) {
                search.wake();
            }
        }
        pending.retry();
        flush();
    }

    private void sweep() {
        try {
            now = System.nanoTime();
            for (int i = clients.size() - 1; i >= 0; i--) {
                if (i < clients.size()) {
                    clients.get(i).check(now);
                }
            }
            List.copyOf(fetches).forEach(fetch -> fetch.check(now));
            sweepLanes();
            proxy.upstreams().tick(now);
            pending.retry();
            pen.flush();
            flush();
        } catch (RuntimeException e) {
            proxy.faults().accept(e);
        }
    }

    private void sweepLanes() {
        for (Lane lane : lanes.values()) {
            lane.sweep(now);
            if (lane.upstream.isSqueezed(now)) {
                lane.closeIdle();
            }
            if (!lane.upstream.isKept() && lane.upstream.inFlight() == 0) {
                lanes.remove(lane.upstream);
            }
        }
    }
}
