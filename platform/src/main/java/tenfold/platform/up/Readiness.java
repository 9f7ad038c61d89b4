package tenfold.platform.up;

import java.util.List;
import java.util.Optional;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceState;
import tenfold.model.ListenerReport;
import tenfold.model.NodeReport;
import tenfold.model.ServerState;

/// How far a start has come, judged from what the stations report.
sealed interface Readiness {
    /// A command that ended this often before it was ever healthy will not get there by itself.
    int FAILED_STARTS_MAX = 2;

    /// Everything that the image asks for serves.
    record Ready() implements Readiness {}

    /// Something is still on its way.
    record Waiting(String what) implements Readiness {}

    /// It will not become ready without a person: why, and what to do.
    record Failed(String why, String next) implements Readiness {}

    static Readiness of(NodeReport report, long imageVersion) {
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
        var closed = firstClosed(edge.listeners()).or(() -> firstClosed(sql.listeners()));
        if (closed.isPresent()) {
            return new Failed(
                    "cannot listen on " + closed.get().address() + ": " + closed.get().problem(),
                    "stop the program that uses this port; `ss -ltnp` names it");
        }
        Optional<InstanceReport> failed =
                fleet.instances().stream().filter(Readiness::gaveUp).findFirst();
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

    private static boolean gaveUp(InstanceReport instance) {
        return instance.state() == InstanceState.BACKOFF
                && instance.restarts() >= FAILED_STARTS_MAX;
    }

    private static Optional<ListenerReport> firstClosed(List<ListenerReport> listeners) {
        return listeners.stream()
                .filter(listener -> !listener.open() && listener.problem() != null)
                .findFirst();
    }
}
