package tenfold.platform.node;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ProcessLauncher;
import tenfold.edge.CacheConfig;
import tenfold.edge.Edge;
import tenfold.edge.EdgeConfig;
import tenfold.fleet.Fleet;
import tenfold.fleet.FleetConfig;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.Image;
import tenfold.model.SqlReport;
import tenfold.model.TargetReport;
import tenfold.sql.Servers;
import tenfold.sql.Sql;
import tenfold.sql.SqlConfig;

/// The data plane of one machine: edge, fleet and SQL gateway, each given its part of an image.
final class Stations {
    /// How long running requests may take to finish when the node stops.
    private static final Duration DRAIN_MAX = Duration.ofSeconds(10);

    private final Edge edge;
    private final Fleet fleet;
    private final Sql sql;
    private final Consumer<String> messages;
    private volatile boolean applied;

    private Stations(Edge edge, Fleet fleet, Sql sql, Consumer<String> messages) {
        this.messages = messages;
        this.edge = edge;
        this.fleet = fleet;
        this.sql = sql;
    }

    /// Opens stations that serve nothing yet.
    static Stations open(NodeFolder folder, ProcessLauncher launcher, Consumer<String> messages) {
        var secrets = new SecretFolder(folder.secrets());
        Consumer<Throwable> faults =
                fault -> messages.accept("a fault that Tenfold did not foresee: " + fault);
        var servers = new Servers.Ours(launcher, folder.sql(), folder.logs(), messages);
        return new Stations(
                new Edge(
                        EdgeConfig.defaults(folder.logs().resolve("access.log"), faults)
                                .withCache(
                                        CacheConfig.DEFAULT.on(
                                                new CacheConfig.Disk(folder.edgeCache(), 0)))),
                new Fleet(FleetConfig.of(folder.logs(), folder.jobs(), launcher, secrets)),
                new Sql(new SqlConfig(secrets, servers)),
                messages);
    }

    /// The database first, because the others' first requests need it; each holds its clients until
    /// the next is there.
    void apply(Image image) {
        sql.apply(image.version(), image.sql());
        fleet.apply(image.version(), image.fleet());
        edge.apply(image.version(), image.edge());
        applied = true;
    }

    /// Whether users get answers: every target that the edge knows is healthy.
    boolean serve() {
        return applied && edge.report().targets().stream().allMatch(TargetReport::healthy);
    }

    @Nullable EdgeReport edge() {
        return applied ? edge.report() : null;
    }

    @Nullable FleetReport fleet() {
        return applied ? fleet.report() : null;
    }

    @Nullable SqlReport sql() {
        return applied ? sql.report() : null;
    }

    /// In the order in which a request meets them: no new users, then no instances, then no
    /// database.
    void close() {
        messages.accept("stopping: no new users, running requests finish");
        edge.drain(DRAIN_MAX);
        messages.accept("stopping the instances");
        fleet.close();
        messages.accept("stopping PostgreSQL");
        sql.close();
        edge.close();
    }
}
