package tenfold.control.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.control.move.MoveView;
import tenfold.control.release.DeploymentView;
import tenfold.control.scale.ScaleView;
import tenfold.model.ListenerReport;
import tenfold.model.LoadReport;
import tenfold.model.TroublesReport;
import tenfold.model.manifest.Problem;

/// Everything that a person asks first, as `GET /api/v1/status` answers it. Latencies are in
/// microseconds over the newest interval with traffic; rates are per second over some seconds.
public record Status(
        int schema,
        Instant at,
        Instant since,
        String application,
        Stage stage,
        Advice next,
        Urls urls,
        String dataFolder,
        Versions image,
        @Nullable Node node,
        @Nullable Edge edge,
        List<Instance> instances,
        @Nullable Database database,
        @Nullable ClusterStatus cluster,
        @Nullable MoveView move,
        @Nullable DeploymentView release,
        Goals goals,
        List<ScaleView> groups,
        List<Problem> problems) {
    /// The same with what growth says (its newest step, another next one, and its own problems),
    /// with the newest deployment, and with the groups of instances.
    public Status growing(
            @Nullable MoveView newest,
            @Nullable DeploymentView deployment,
            List<ScaleView> scaled,
            Advice other,
            List<Problem> more) {
        var all = new ArrayList<>(problems);
        all.addAll(more);
        return new Status(
                schema,
                at,
                since,
                application,
                stage,
                other,
                urls,
                dataFolder,
                image,
                node,
                edge,
                instances,
                database,
                cluster,
                newest,
                deployment,
                goals,
                scaled,
                all);
    }

    /// The stage's place on the ladder; `of` is where the ladder ends.
    public record Stage(int number, String name, String users, int stages, String of) {}

    /// The next step: `command` is null when there is none to run.
    public record Advice(String advice, String reason, @Nullable String command) {}

    public record Urls(String app, String appTls, String console, String database) {}

    /// The version that is wanted, and the one each station works with; 0 before its first report.
    public record Versions(long wanted, long edge, long fleet, long sql) {}

    public record Node(long pid, long memoryBytes, long reportAgeMillis, boolean stale) {}

    public record Latency(long p50Micros, long p95Micros, long p99Micros, long maxMicros) {}

    public record Edge(
            List<ListenerReport> listeners,
            double requestsPerSecond,
            double errorsPerSecond,
            double bytesInPerSecond,
            double bytesOutPerSecond,
            Latency latency,
            int inFlight,
            long connections,
            long requests,
            long answers5xx,
            long retries,
            CacheStatus cache,
            List<Route> routes) {}

    /// How one route's requests are answered.
    public record Route(
            String name,
            double requestsPerSecond,
            double errorsPerSecond,
            double bytesOutPerSecond,
            Latency latency) {}

    /// One instance as fleet and edge see it; `routed` says whether the edge sends it requests.
    public record Instance(
            String id,
            String service,
            String zone,
            String state,
            boolean routed,
            Instant since,
            String reason,
            long pid,
            int port,
            int restarts,
            long memoryBytes,
            double requestsPerSecond,
            double failuresPerSecond,
            Latency latency,
            int inFlight,
            String folder) {}

    public record Database(
            String id,
            String state,
            Instant since,
            String reason,
            long pid,
            int restarts,
            int clients,
            int waiting,
            int busy,
            int idle,
            int pinned,
            int connectionsMax,
            double statementsPerSecond,
            double transactionsPerSecond,
            double errorsPerSecond,
            TroublesReport troubles,
            Latency latency,
            LoadReport load) {}

    /// What the owners promised; null where they promised nothing.
    public record Goals(@Nullable Long p95Micros, @Nullable Double availability) {}
}
