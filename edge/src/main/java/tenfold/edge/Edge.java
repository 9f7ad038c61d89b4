package tenfold.edge;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tenfold.base.Check;
import tenfold.base.metric.LatencyHistogram;
import tenfold.edge.cache.RouteMeter;
import tenfold.edge.listen.Listeners;
import tenfold.edge.listen.Transport;
import tenfold.edge.log.AccessLog;
import tenfold.edge.proxy.Proxy;
import tenfold.edge.proxy.Way;
import tenfold.edge.target.Health;
import tenfold.edge.target.Upstream;
import tenfold.edge.target.UpstreamGroup;
import tenfold.edge.target.Upstreams;
import tenfold.model.EdgeImage;
import tenfold.model.EdgeReport;
import tenfold.model.LatencySummary;
import tenfold.model.Route;
import tenfold.model.RouteCacheReport;
import tenfold.model.RouteName;
import tenfold.model.RouteReport;
import tenfold.model.TargetGroupId;
import tenfold.model.TargetReport;

/// The station where users arrive; see the package's page. Safe for use by any thread.
public final class Edge implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final long DRAIN_POLL_NANOS = Duration.ofMillis(10).toNanos();
    private static final long STOP_SECONDS_MAX = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final AccessLog log;
    private final Proxy proxy;
    private final Listeners listeners;
    private final ScheduledExecutorService timer;
    private final Map<Upstream, LatencyHistogram.Snapshot> latencyBefore = new HashMap<>();
    private final Map<RouteName, LatencyHistogram.Snapshot> routeLatencyBefore = new HashMap<>();
    private final Map<RouteName, RouteMeter> meters = new HashMap<>();
    private List<RouteName> routes = List.of();
    private Set<RouteName> cachedRoutes = Set.of();
    private LatencyHistogram.Snapshot totalLatencyBefore = LatencyHistogram.Snapshot.empty();
    private long version;

    /// Opens an edge that serves nothing yet.
    public Edge(EdgeConfig config) {
        this(config, Transport.best());
    }

    /// The same on a transport that may not be the machine's best.
    Edge(EdgeConfig config, Transport transport) {
        group =
                new MultiThreadIoEventLoopGroup(
                        config.loops(),
                        new DefaultThreadFactory("edge", true),
                        transport.handlers());
        log = new AccessLog(config.accessLog());
        proxy = new Proxy(config, log);
        group.forEach(executor -> proxy.addLoop((EventLoop) executor, transport.client()));
        listeners = new Listeners(group, transport, proxy);
        timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("edge-timer").daemon().factory());
        var _ =
                timer.scheduleWithFixedDelay(
                        listeners::retry,
                        RETRY.toMillis(),
                        RETRY.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /// Makes `image` the world that is served. The same version again changes nothing; an older one
    /// is refused with an [IllegalArgumentException]. Connections of listeners and targets that
    /// stay are not touched.
    public synchronized void apply(long newVersion, EdgeImage image) {
        Check.that(
                newVersion >= version, "image %d is older than the served %d", newVersion, version);
        if (newVersion == version) {
            return;
        }
        Upstreams upstreams = proxy.upstreams();
        List<Upstream> gone = upstreams.apply(image.groups(), image.zone());
        Map<TargetGroupId, UpstreamGroup> groups = upstreams.groups();
        routes = image.routes().stream().map(Route::name).toList();
        routeLatencyBefore.keySet().retainAll(routes);
        meters.keySet().retainAll(routes);
        proxy.route(image.routes().stream().map(route -> way(route, groups)).toList());
        cachedRoutes =
                image.routes().stream()
                        .filter(route -> route.cache() != null)
                        .map(Route::name)
                        .collect(Collectors.toSet());
        proxy.shield(image.shield());
        proxy.cache().resize(image.cache());
        proxy.cache().purging().grant(image.cache().purges());
        listeners.apply(image.listeners());
        gone.forEach(latencyBefore::remove);
        proxy.prune();
        version = newVersion;
    }

    private Way way(Route route, Map<TargetGroupId, UpstreamGroup> groups) {
        RouteMeter meter = meters.computeIfAbsent(route.name(), _ -> new RouteMeter());
        return Way.of(route, groups, meter, proxy.rates());
    }

    private RouteCacheReport cacheReport(RouteName name) {
        return requireNonNull(meters.get(name)).report(name.value(), cachedRoutes.contains(name));
    }

    /// What was seen; latencies are those since the last report.
    public synchronized EdgeReport report() {
        Proxy.Totals totals = proxy.totals();
        LatencySummary latency = summary(totals.latency().minus(totalLatencyBefore));
        totalLatencyBefore = totals.latency();
        return new EdgeReport(
                version,
                listeners.report(),
                routes.stream().map(this::report).toList(),
                proxy.upstreams().groups().values().stream().map(UpstreamGroup::report).toList(),
                targetReports(),
                proxy.connectionsOpen(),
                totals.requests(),
                totals.answers2xx(),
                totals.answers3xx(),
                totals.answers4xx(),
                totals.answers5xx(),
                totals.retries(),
                totals.bytesIn(),
                totals.bytesOut(),
                latency,
                proxy.cache().report(routes.stream().map(this::cacheReport).toList()),
                limitHits());
    }

    /// Forgets what the cache has of one URL, as `http://host/path?query`. When this returns,
    /// nothing that is older than the call is served. Returns how many answers were forgotten.
    public int purgeUrl(String url) {
        return proxy.cache().purging().url(url);
    }

    /// The same for all URLs that begin so.
    public int purgePrefix(String urlPrefix) {
        return proxy.cache().purging().prefix(urlPrefix);
    }

    /// The same for all answers that named this tag (`Cache-Tag`, `Surrogate-Key`).
    public int purgeTag(String tag) {
        return proxy.cache().purging().tag(tag);
    }

    /// The same for everything.
    public int purgeAll() {
        return proxy.cache().purging().all();
    }

    /// How often a limit was reached.
    public long hits(Limit limit) {
        return proxy.hits(limit);
    }

    /// Accepts nobody any more, lets every request that runs finish, and returns when all
    /// connections have ended or `patience` has.
    public void drain(Duration patience) {
        listeners.close();
        proxy.drain();
        long deadline = System.nanoTime() + patience.toNanos();
        while (proxy.connectionsOpen() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(DRAIN_POLL_NANOS);
        }
    }

    /// Ends at once; requests that run are cut off. [#drain] first to be kind.
    @Override
    public void close() {
        timer.shutdownNow();
        listeners.close();
        proxy.upstreams().close();
        group.shutdownGracefully(0, STOP_SECONDS_MAX, TimeUnit.SECONDS).awaitUninterruptibly();
        proxy.cache().close();
        log.close();
    }

    private Map<String, Long> limitHits() {
        Map<String, Long> hits = new HashMap<>();
        for (Limit limit : Limit.values()) {
            hits.put(limit.name().toLowerCase(Locale.ROOT), hits(limit));
        }
        return hits;
    }

    private RouteReport report(RouteName name) {
        Proxy.Totals totals = proxy.totals(name);
        var before = routeLatencyBefore.put(name, totals.latency());
        return new RouteReport(
                name,
                totals.requests(),
                totals.answers2xx(),
                totals.answers3xx(),
                totals.answers4xx(),
                totals.answers5xx(),
                totals.retries(),
                totals.refused(),
                totals.bytesIn(),
                totals.bytesOut(),
                summary(before == null ? totals.latency() : totals.latency().minus(before)));
    }

    private List<TargetReport> targetReports() {
        long now = System.nanoTime();
        List<TargetReport> reports = new ArrayList<>();
        for (UpstreamGroup each : proxy.upstreams().groups().values()) {
            each.members().forEach(upstream -> reports.add(report(upstream, now)));
        }
        return reports;
    }

    private TargetReport report(Upstream upstream, long now) {
        Proxy.Totals totals = proxy.totals(upstream);
        var before = latencyBefore.getOrDefault(upstream, LatencyHistogram.Snapshot.empty());
        latencyBefore.put(upstream, totals.latency());
        Health health = upstream.health();
        boolean ejected = upstream.isEjected(now);
        String reason = ejected ? "left out for a while: its answers fail" : health.reason();
        return new TargetReport(
                upstream.group(),
                upstream.target().instance(),
                upstream.target().zone(),
                health.state() == Health.State.HEALTHY && !ejected,
                reason,
                upstream.inFlight(),
                upstream.connections(),
                totals.requests(),
                totals.answers2xx(),
                totals.answers3xx(),
                totals.answers4xx(),
                totals.answers5xx(),
                totals.failures(),
                upstream.ejections(),
                summary(totals.latency().minus(before)));
    }

    private static LatencySummary summary(LatencyHistogram.Snapshot latency) {
        long count = latency.count();
        return count == 0
                ? LatencySummary.NONE
                : new LatencySummary(
                        count,
                        latency.percentileMicros(50),
                        latency.percentileMicros(95),
                        latency.percentileMicros(99),
                        latency.percentileMicros(100));
    }
}
