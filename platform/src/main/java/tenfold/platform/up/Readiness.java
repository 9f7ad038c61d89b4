package tenfold.platform.up;

import java.util.List;
import java.util.Optional;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceState;
import tenfold.model.ListenerReport;
import tenfold.model.NodeReport;
import tenfold.model.ServerState;
import tenfold.platform.node.ControlProcess;

/// How far a start has come, judged from what the stations report.
sealed interface Readiness {
    /// A command that ended this often before it was ever healthy will not get there by itself.
    int FAILED_STARTS_MAX = 2;

    /// Everything that the image asks for serves.
    record Ready() implements Readiness {}

    /// Something is still on its way.
    record Waiting(String what) implements Readiness {}

    /// It will not become ready without a person: why, and what to do.
    record Failed(String why, String next) implements Readiness {
        /// As control refuses: lines of what is wrong, the last of what to do.
        static Failed in(String refusal) {
            int next = refusal.lastIndexOf(ControlProcess.NEXT);
            return next < 0
                    ? new Failed(refusal, "mend this and `tenfold up` again")
                    : new Failed(
                            refusal.substring(0, next).strip(),
                            refusal.substring(next + ControlProcess.NEXT.length()));
        }
    }

    /// `startTimeOver` says that even the slowest instance had its time to become healthy.
    static Readiness of(NodeReport report, long imageVersion, boolean startTimeOver) {
        var sql = report.sql();
        var fleet = report.fleet();
        var edge = report.edge();
        if (sql == null || fleet == null || edge == null) {
            return new Waiting("stations");
        }
        var database = sql.cluster().head();
        if (database.state() == ServerState.FAILED) {
            return new Failed(
                    "PostgreSQL does not start: " + database.reason(),
                    "see logs/" + database.id() + ".log in the data folder");
        }
        var closed =
                firstClosed(edge.listeners(), "--port N")
                        .or(() -> firstClosed(sql.listeners(), "`database: {port: N}`"));
        if (closed.isPresent()) {
            return closed.get();
        }
        Optional<InstanceReport> failed =
                fleet.instances().stream().filter(one -> gaveUp(one, startTimeOver)).findFirst();
        if (failed.isPresent()) {
            return new Failed(
                    failed.get().id() + " does not become healthy: " + failed.get().reason(),
                    "mend the run command or health path in tenfold.yaml, then `tenfold up` again");
        }
        if (database.state() != ServerState.RUNNING) {
            return new Waiting("PostgreSQL: " + database.reason());
        }
        if (fleet.imageVersion() < imageVersion || edge.imageVersion() < imageVersion) {
            return new Waiting("stations");
        }
        return fleet.instances().stream()
                .filter(instance -> instance.state() != InstanceState.HEALTHY)
                .findFirst()
                .<Readiness>map(instance -> new Waiting(instance.id() + ": " + instance.reason()))
                .orElseGet(() ->
                        edge.targets().stream().allMatch(target -> target.healthy())
                                ? new Ready()
                                : new Waiting("first health checks"));
    }

    private static boolean gaveUp(InstanceReport instance, boolean startTimeOver) {
        return instance.state() == InstanceState.BACKOFF
                && (startTimeOver || instance.restarts() >= FAILED_STARTS_MAX);
    }

    private static Optional<Failed> firstClosed(List<ListenerReport> listeners, String other) {
        return listeners.stream()
                .filter(listener -> !listener.open() && listener.problem() != null)
                .findFirst()
                .map(listener ->
                        new Failed(
                                "cannot listen on "
                                        + listener.address()
                                        + ": "
                                        + listener.problem(),
                                "stop that program (`ss -ltnp` names it), or take another port with "
                                        + other));
    }
}
