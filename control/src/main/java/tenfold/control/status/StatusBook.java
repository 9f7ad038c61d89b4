package tenfold.control.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tenfold.model.CacheReport;
import tenfold.model.EdgeReport;
import tenfold.model.Image;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceSpec;
import tenfold.model.NodeReport;
import tenfold.model.PurgeReport;
import tenfold.model.RouteCacheReport;
import tenfold.model.RouteReport;
import tenfold.model.ServerId;
import tenfold.model.ServerReport;
import tenfold.model.SqlReport;
import tenfold.model.TargetReport;
import tenfold.model.manifest.Goals;

/// Keeps what the node reported and answers with a [Status]. Thread-safe; bounded by what an image
/// names: reports about instances that it does not name are ignored.
public final class StatusBook {
    /// After this long without a report, what is shown is old.
    static final Duration STALE_AFTER = Duration.ofSeconds(5);

    /// What does not change while control runs.
    public record Facts(
            Instant since, Status.Urls urls, String dataFolder, Goals goals, Clock clock) {}

    private final Facts facts;
    private final Map<String, Meter> meters = new HashMap<>();
    private final Map<String, LatestLatency> latencies = new HashMap<>();
    private final History history = new History();
    private Image image;
    private @Nullable NodeReport report;
    private Instant reportedAt;
    private Instant publishedAt;
    private @Nullable Instant heldSince;

    public StatusBook(Facts facts, Image image) {
        this.facts = facts;
        this.image = image;
        this.reportedAt = facts.since();
        this.publishedAt = facts.since();
    }

    public synchronized void publish(Image newer) {
        image = newer;
        publishedAt = facts.clock().instant();
    }

    public synchronized void accept(NodeReport newest) {
        Instant now = facts.clock().instant();
        report = newest;
        reportedAt = now;
        EdgeReport edge = newest.edge();
        if (edge != null) {
            acceptEdge(now, edge);
        }
        SqlReport sql = newest.sql();
        if (sql != null) {
            boolean held = sql.cluster().held() != null;
            heldSince = !held ? null : heldSince == null ? now : heldSince;
            meter("sql.statements").add(now, sql.statements());
            meter("sql.transactions").add(now, sql.transactions());
            meter("sql.errors").add(now, sql.errors());
            latency("sql").add(now, sql.latency());
        }
    }

    private void acceptEdge(Instant now, EdgeReport edge) {
        meter("edge.requests").add(now, edge.requests());
        meter("edge.errors").add(now, edge.answers5xx());
        meter("edge.in").add(now, edge.bytesIn());
        meter("edge.out").add(now, edge.bytesOut());
        latency("edge").add(now, edge.latency());
        for (RouteReport route : edge.routes()) {
            String name = "route " + route.name().value();
            meter(name + ".requests").add(now, route.requests());
            meter(name + ".errors").add(now, route.answers5xx());
            meter(name + ".out").add(now, route.bytesOut());
            latency(name).add(now, route.latency());
        }
        for (TargetReport target : edge.targets()) {
            String id = target.instance().value();
            if (image.fleet().instances().stream().anyMatch(one -> one.id().value().equals(id))) {
                meter(id + ".requests").add(now, target.requests());
                meter(id + ".failures").add(now, target.failures());
                latency(id).add(now, target.latency());
            }
        }
        long origin = edge.targets().stream().mapToLong(TargetReport::requests).sum();
        meter("edge.origin").add(now, origin);
        for (RouteCacheReport route : known(edge)) {
            meter(route.route() + " requests").add(now, route.requests());
            meter(route.route() + " answered").add(now, route.hits() + route.coalesced());
            meter(route.route() + " foreseen").add(now, route.foreseen());
        }
        history.add(
                new History.Point(
                        now,
                        meter("edge.requests").perSecond(),
                        edge.latency().p95Micros(),
                        meter("edge.errors").perSecond()));
    }

    private Meter meter(String name) {
        return meters.computeIfAbsent(name, _ -> new Meter());
    }

    private LatestLatency latency(String name) {
        return latencies.computeIfAbsent(name, _ -> new LatestLatency());
    }

    /// The edge's cache; null before the edge has reported.
    public synchronized @Nullable CacheStatus cache() {
        EdgeReport edge = report == null ? null : report.edge();
        return edge == null ? null : cache(edge);
    }

    /// How many requests so far a cache of the routes that have none would have answered; negative
    /// before the edge has reported.
    public synchronized long foreseen() {
        EdgeReport edge = report == null ? null : report.edge();
        return edge == null ? -1 : known(edge).stream().mapToLong(RouteCacheReport::foreseen).sum();
    }

    /// What the newest report says of a wish to the cache that was granted.
    public synchronized Optional<PurgeReport> purged(long number) {
        EdgeReport edge = report == null ? null : report.edge();
        return edge == null
                ? Optional.empty()
                : edge.cache().purges().stream().filter(one -> one.number() == number).findFirst();
    }

    /// The ladder and the last minutes, which change rarely or only grow.
    public record Background(List<Ladder.Step> ladder, List<History.Point> history) {}

    public synchronized Background background() {
        return new Background(Ladder.steps(Ladder.of(image)), history.points());
    }

    /// The database server that the node says is the primary.
    public synchronized Optional<ServerId> primary() {
        NodeReport newest = report;
        return newest == null || newest.sql() == null
                ? Optional.empty()
                : Optional.ofNullable(newest.sql().cluster().primary());
    }

    public synchronized Status status() {
        Instant now = facts.clock().instant();
        NodeReport newest = report;
        Status.Node node = newest == null ? null : node(newest, now);
        Status.Edge edge = newest == null || newest.edge() == null ? null : edge(newest.edge());
        Status.Database database =
                newest == null || newest.sql() == null ? null : database(newest.sql());
        List<Status.Instance> instances = instances(newest);
        ClusterStatus cluster =
                newest == null || newest.sql() == null
                        ? null
                        : ClusterStatus.of(image.sql().cluster(), newest.sql(), facts.since());
        Status.Versions versions = versions(newest);
        Long goal = facts.goals().p95() == null ? null : facts.goals().p95().toNanos() / 1000;
        var goals = new Status.Goals(goal, facts.goals().availability());
        var view =
                new Diagnosis(
                        now,
                        reportedAt,
                        publishedAt,
                        heldSince,
                        node,
                        edge,
                        instances,
                        database,
                        cluster,
                        versions,
                        goals);
        return new Status(
                1,
                now,
                facts.since(),
                image.application(),
                Ladder.of(image).stage(),
                view.advice(),
                facts.urls(),
                facts.dataFolder(),
                versions,
                node,
                edge,
                instances,
                database,
                cluster,
                null,
                null,
                goals,
                List.of(),
                view.problems());
    }

    private Status.Versions versions(@Nullable NodeReport newest) {
        return new Status.Versions(
                image.version(),
                newest == null || newest.edge() == null ? 0 : newest.edge().imageVersion(),
                newest == null || newest.fleet() == null ? 0 : newest.fleet().imageVersion(),
                newest == null || newest.sql() == null ? 0 : newest.sql().imageVersion());
    }

    private Status.Node node(NodeReport newest, Instant now) {
        Duration age = Duration.between(reportedAt, now);
        return new Status.Node(
                newest.pid(),
                newest.memoryBytes(),
                Math.max(0, age.toMillis()),
                age.compareTo(STALE_AFTER) > 0);
    }

    private Status.Edge edge(EdgeReport edge) {
        return new Status.Edge(
                edge.listeners(),
                meter("edge.requests").perSecond(),
                meter("edge.errors").perSecond(),
                meter("edge.in").perSecond(),
                meter("edge.out").perSecond(),
                latency("edge").value(),
                edge.targets().stream().mapToInt(TargetReport::inFlight).sum(),
                edge.connectionsOpen(),
                edge.requests(),
                edge.answers5xx(),
                edge.retries(),
                cache(edge),
                edge.routes().stream().map(this::route).toList());
    }

    private CacheStatus cache(EdgeReport edge) {
        var routes = new ArrayList<CacheStatus.Route>();
        for (RouteCacheReport one : known(edge)) {
            double requests = meter(one.route() + " requests").perSecond();
            double answered = meter(one.route() + " answered").perSecond();
            double foreseen = meter(one.route() + " foreseen").perSecond();
            boolean seen = requests > 0;
            routes.add(
                    new CacheStatus.Route(
                            one.route(),
                            one.cached(),
                            requests,
                            one.cached() && seen ? Math.min(1, answered / requests) : null,
                            !one.cached() && seen ? Math.min(1, foreseen / requests) : null));
        }
        CacheReport cache = edge.cache();
        return new CacheStatus(
                meter("edge.requests").perSecond(),
                meter("edge.origin").perSecond(),
                cache.storedAnswers(),
                cache.storedBytes(),
                (long) image.edge().cache().memoryMib() << 20,
                cache.diskBytes(),
                routes);
    }

    private List<RouteCacheReport> known(EdgeReport edge) {
        var names = image.edge().routes().stream().map(one -> one.name().value()).toList();
        return edge.cache().routes().stream().filter(one -> names.contains(one.route())).toList();
    }

    private Status.Route route(RouteReport route) {
        String name = "route " + route.name().value();
        return new Status.Route(
                route.name().value(),
                meter(name + ".requests").perSecond(),
                meter(name + ".errors").perSecond(),
                meter(name + ".out").perSecond(),
                latency(name).value());
    }

    private List<Status.Instance> instances(@Nullable NodeReport newest) {
        var all = new ArrayList<Status.Instance>();
        for (InstanceSpec spec : image.fleet().instances()) {
            all.add(instance(spec, newest));
        }
        return all;
    }

    private Status.Instance instance(InstanceSpec spec, @Nullable NodeReport newest) {
        InstanceReport running = null;
        if (newest != null && newest.fleet() != null) {
            running =
                    newest.fleet().instances().stream()
                            .filter(one -> one.id().equals(spec.id()))
                            .findFirst()
                            .orElse(null);
        }
        TargetReport target = null;
        if (newest != null && newest.edge() != null) {
            target =
                    newest.edge().targets().stream()
                            .filter(one -> one.instance().equals(spec.id()))
                            .findFirst()
                            .orElse(null);
        }
        String id = spec.id().value();
        return new Status.Instance(
                id,
                spec.service().value(),
                spec.zone().value(),
                running == null ? "WAITING" : running.state().name(),
                target != null && target.healthy(),
                running == null ? facts.since() : running.since(),
                running == null ? "the node has not reported it yet" : running.reason(),
                running == null ? 0 : running.pid(),
                spec.port(),
                running == null ? 0 : running.restarts(),
                running == null ? 0 : running.memoryBytes(),
                meter(id + ".requests").perSecond(),
                meter(id + ".failures").perSecond(),
                latency(id).value(),
                target == null ? 0 : target.inFlight(),
                spec.folder().toString());
    }

    private Status.Database database(SqlReport sql) {
        ServerReport server = sql.cluster().head();
        return new Status.Database(
                server.id().value(),
                server.state().name(),
                server.since(),
                sql.problem() == null ? server.reason() : sql.problem(),
                server.pid(),
                server.restarts(),
                sql.clients(),
                sql.clientsWaiting(),
                sql.serverConnectionsBusy(),
                sql.serverConnectionsIdle(),
                sql.serverConnectionsPinned(),
                image.sql().pool().serverConnectionsMax(),
                meter("sql.statements").perSecond(),
                meter("sql.transactions").perSecond(),
                meter("sql.errors").perSecond(),
                sql.troubles(),
                latency("sql").value(),
                sql.load());
    }
}
