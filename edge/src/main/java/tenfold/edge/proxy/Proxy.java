package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import tenfold.base.metric.LatencyHistogram;
import tenfold.edge.EdgeConfig;
import tenfold.edge.EdgeLimits;
import tenfold.edge.Limit;
import tenfold.edge.cache.Cache;
import tenfold.edge.cache.Foresight;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.HeadLimits;
import tenfold.edge.log.AccessLog;
import tenfold.edge.opening.Ends;
import tenfold.edge.proxy.Tally.Count;
import tenfold.edge.route.RouteTable;
import tenfold.edge.shield.ConnectionTable;
import tenfold.edge.shield.IpTable;
import tenfold.edge.shield.RateTable;
import tenfold.edge.target.Upstream;
import tenfold.edge.target.Upstreams;
import tenfold.model.Addresses;
import tenfold.model.Listener;
import tenfold.model.RouteName;
import tenfold.model.Shield;

/// What the event loops share, and the data path's face to the rest of the edge.
public final class Proxy {
    /// Keys of rate limits that can be counted at once.
    private static final int RATE_KEYS_MAX = 1 << 16;

    private final EdgeConfig config;
    private final HeadLimits headLimits;
    private final AccessLog log;
    private final Upstreams upstreams;
    private final List<Loop> loops = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final ConnectionTable connectionTable = new ConnectionTable();
    private volatile Shield shield = Shield.DEFAULT;
    private volatile IpTable.Rules addresses = IpTable.Rules.of(Addresses.ALL);
    private final Cache cache;
    private final Foresight foresight = new Foresight();
    private final RateTable rates = new RateTable(RATE_KEYS_MAX);
    private volatile RouteTable<Way> routes = RouteTable.empty();
    private volatile boolean draining;

    public Proxy(EdgeConfig config, AccessLog log) {
        this.config = config;
        this.log = log;
        EdgeLimits.Message message = config.limits().message();
        headLimits =
                new HeadLimits(
                        message.requestLineMax(), message.headerBytesMax(), message.headersMax());
        upstreams = new Upstreams(this::wakeWaiting);
        cache = new Cache(config.cache(), config.clock());
    }

    /// Adds an event loop; all are added before the first connection.
    public void addLoop(EventLoop eventLoop, Class<? extends SocketChannel> channelType) {
        loops.add(new Loop(this, eventLoop, channelType));
    }

    public Upstreams upstreams() {
        return upstreams;
    }

    /// Makes these the routes from the next request on; requests that wait for a target are routed
    /// anew.
    public void route(List<Way> ways) {
        Map<RouteName, Way> byName =
                ways.stream().collect(Collectors.toMap(Way::name, Function.identity()));
        routes =
                new RouteTable<>(
                        ways.stream().map(Way::route).toList(),
                        route -> requireNonNull(byName.get(route.name())));
        loops.forEach(loop -> loop.keepRoutes(byName.keySet()));
        wakeWaiting();
    }

    /// Holds this against attackers from the next connection and request on.
    public void shield(Shield newer) {
        if (!newer.equals(shield)) {
            addresses = IpTable.Rules.of(newer.addresses());
            shield = newer;
        }
    }

    Shield shield() {
        return shield;
    }

    /// Makes a client connection of an accepted channel, on that channel's event loop.
    public void accept(Channel channel, Doorway door) {
        Loop loop = loopOf(channel.eventLoop());
        if (!admit(loop)) {
            var _ = channel.close();
            return;
        }
        channel.closeFuture().addListener(_ -> connections.decrementAndGet());
        var socket =
                new Ends(
                        (InetSocketAddress) channel.remoteAddress(),
                        (InetSocketAddress) channel.localAddress());
        Listener listener = door.terms().listener();
        if (listener.proxyProtocolFrom().isEmpty()) {
            begin(channel, loop, door, socket);
        } else if (Doorway.trusts(listener, socket.client().getAddress())) {
            channel.pipeline().addLast(new ProxiedClient(this, loop, door, socket));
        } else {
            loop.tally.hit(Limit.PROXY_HEADER);
            var _ = channel.close();
        }
    }

    /// It is known who the client is: what it says now is read. False when it is not let in.
    boolean begin(Channel channel, Loop loop, Doorway door, Ends ends) {
        InetAddress client = ends.client().getAddress();
        if (!admit(client, loop)) {
            var _ = channel.close();
            return false;
        }
        channel.closeFuture().addListener(_ -> dismiss(client));
        Doorway.Terms terms = door.terms();
        Listener listener = terms.listener();
        SslContext tls = terms.tls();
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        var forwarded = new Forwarded(ends, door.host(), door.address().port(), tls != null);
        channel.pipeline()
                .addLast(
                        listener.protocol().isHttp()
                                ? new ClientConnection(loop, door, forwarded)
                                : new PassingConnection(loop, door, forwarded));
        return true;
    }

    /// Responses say `Connection: close` from now on, and idle connections are closed.
    public void drain() {
        draining = true;
    }

    /// Closes what idles towards targets that are gone, soon.
    public void prune() {
        loops.forEach(Loop::pruneSoon);
    }

    public int connectionsOpen() {
        return connections.get();
    }

    public long hits(Limit limit) {
        long sum =
                switch (limit) {
                    case LOG_QUEUE -> log.dropped();
                    case RATE -> rates.refused();
                    case RATE_TABLE -> rates.full();
                    default -> 0;
                };
        return sum + loops.stream().mapToLong(loop -> loop.tally.hits(limit)).sum();
    }

    public Totals totals() {
        return Totals.of(loops.stream().map(loop -> loop.tally).toList());
    }

    public Totals totals(RouteName route) {
        return Totals.of(loops.stream().flatMap(loop -> loop.tallyOf(route)).toList());
    }

    public Totals totals(Upstream upstream) {
        return Totals.of(loops.stream().flatMap(loop -> loop.tallyOf(upstream)).toList());
    }

    /// Sums over all event loops.
    public record Totals(
            long requests,
            long answers2xx,
            long answers3xx,
            long answers4xx,
            long answers5xx,
            long retries,
            long bytesIn,
            long bytesOut,
            long failures,
            long refused,
            LatencyHistogram.Snapshot latency) {
        private static Totals of(List<Tally> tallies) {
            var latency =
                    tallies.stream()
                            .map(Tally::latencies)
                            .reduce(
                                    LatencyHistogram.Snapshot.empty(),
                                    LatencyHistogram.Snapshot::plus);
            return new Totals(
                    sum(tallies, Count.REQUESTS),
                    sum(tallies, Count.ANSWERS_2XX),
                    sum(tallies, Count.ANSWERS_3XX),
                    sum(tallies, Count.ANSWERS_4XX),
                    sum(tallies, Count.ANSWERS_5XX),
                    sum(tallies, Count.RETRIES),
                    sum(tallies, Count.BYTES_IN),
                    sum(tallies, Count.BYTES_OUT),
                    sum(tallies, Count.FAILURES),
                    sum(tallies, Count.REFUSED),
                    latency);
        }

        private static long sum(List<Tally> tallies, Count count) {
            return tallies.stream().mapToLong(tally -> tally.get(count)).sum();
        }
    }

    public Cache cache() {
        return cache;
    }

    Foresight foresight() {
        return foresight;
    }

    public RateTable rates() {
        return rates;
    }

    RouteTable<Way> routes() {
        return routes;
    }

    EdgeLimits limits() {
        return config.limits();
    }

    HeadLimits headLimits() {
        return headLimits;
    }

    AccessLog log() {
        return log;
    }

    InstantSource clock() {
        return config.clock();
    }

    Consumer<Throwable> faults() {
        return config.faults();
    }

    boolean isDraining() {
        return draining;
    }

    private void wakeWaiting() {
        loops.forEach(Loop::wakeWaitingSoon);
    }

    private Loop loopOf(EventLoop eventLoop) {
        for (Loop loop : loops) {
            if (loop.eventLoop.equals(eventLoop)) {
                return loop;
            }
        }
        throw new IllegalStateException("a channel of a foreign event loop");
    }

    private boolean admit(Loop loop) {
        int most = Math.min(limits().connections().totalMax(), shield.connectionsMax());
        if (connections.incrementAndGet() > most) {
            connections.decrementAndGet();
            loop.tally.hit(Limit.CONNECTIONS);
            return false;
        }
        return true;
    }

    private boolean admit(InetAddress client, Loop loop) {
        if (!addresses.admit(client.getAddress())) {
            loop.tally.hit(Limit.DENIED_ADDRESS);
            return false;
        }
        Shield held = shield;
        int perAddressMax = Math.min(limits().connections().perClientMax(), held.perAddressMax());
        switch (connectionTable.admit(client, perAddressMax, held.perPrefixMax())) {
            case ADMITTED -> {
                return true;
            }
            case TOO_MANY_OF_ADDRESS -> loop.tally.hit(Limit.CONNECTIONS_PER_CLIENT);
            case TOO_MANY_OF_PREFIX -> loop.tally.hit(Limit.CONNECTIONS_PER_PREFIX);
        }
        return false;
    }

    private void dismiss(InetAddress client) {
        connectionTable.left(client);
    }
}
