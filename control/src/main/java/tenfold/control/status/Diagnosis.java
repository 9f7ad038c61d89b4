package tenfold.control.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tenfold.control.problem.ProblemCode;
import tenfold.model.ListenerReport;
import tenfold.model.Protection;
import tenfold.model.manifest.Problem;

/// Judges one moment: what is wrong, causes before effects, and what the next step is. Pure.
record Diagnosis(
        Instant now,
        Instant reportedAt,
        Instant publishedAt,
        @Nullable Instant heldSince,
        Status.@Nullable Node node,
        Status.@Nullable Edge edge,
        List<Status.Instance> instances,
        Status.@Nullable Database database,
        @Nullable ClusterStatus cluster,
        Status.Versions versions,
        Status.Goals goals) {
    private static final double ERROR_SHARE_MAX = 0.01;

    List<Problem> problems() {
        var found = new ArrayList<Problem>();
        long silence = Duration.between(reportedAt, now).toSeconds();
        if (silence > StatusBook.STALE_AFTER.toSeconds()) {
            found.add(ProblemCode.NODE_STALE.problem("no report for %d s", silence));
        }
        if (database != null) {
            ofDatabase(database, found);
        }
        if (cluster != null) {
            ofCluster(cluster, found);
        }
        for (Status.Instance instance : instances) {
            if (node != null && isDown(instance)) {
                found.add(
                        ProblemCode.INSTANCE_DOWN.problem(
                                "%s %s: %s",
                                instance.id(), words(instance.state()), instance.reason()));
            }
        }
        if (edge != null) {
            ofEdge(edge, found);
        }
        if (node != null && isBehind()) {
            found.add(
                    ProblemCode.BEHIND.problem(
                            "wanted image %d; edge has %d, fleet %d, sql %d",
                            versions.wanted(), versions.edge(), versions.fleet(), versions.sql()));
        }
        return found;
    }

    private static void ofEdge(Status.Edge edge, List<Problem> found) {
        for (ListenerReport listener : edge.listeners()) {
            if (!listener.open()) {
                String why = listener.problem() == null ? "not open yet" : listener.problem();
                found.add(ProblemCode.LISTENER_CLOSED.problem("%s: %s", listener.address(), why));
            }
        }
        double errors = edge.errorsPerSecond();
        if (errors > 0 && errors > edge.requestsPerSecond() * ERROR_SHARE_MAX) {
            found.add(
                    ProblemCode.ANSWERS_FAIL.problem(
                            "%.1f of %.1f answers per second are errors",
                            errors, edge.requestsPerSecond()));
        }
    }

    private static void ofDatabase(Status.Database database, List<Problem> found) {
        if (!database.state().equals("RUNNING")) {
            found.add(
                    ProblemCode.DATABASE_DOWN.problem(
                            "%s is %s: %s",
                            database.id(),
                            database.state().toLowerCase(Locale.ROOT),
                            database.reason()));
        }
        if (database.waiting() > 0) {
            found.add(
                    ProblemCode.CLIENTS_WAIT.problem(
                            "%d clients wait; %d of %d connections are busy, %d of them pinned",
                            database.waiting(),
                            database.busy(),
                            database.connectionsMax(),
                            database.pinned()));
        }
    }

    /// A start or a switch holds statements for a moment, which is nothing to be told of.
    private boolean isHeld() {
        return heldSince != null && !heldSince.plus(StatusBook.STALE_AFTER).isAfter(now);
    }

    private void ofCluster(ClusterStatus cluster, List<Problem> found) {
        if (cluster.held() != null && isHeld()) {
            found.add(ProblemCode.STATEMENTS_HELD.problem("%s", cluster.held()));
        }
        switch (Protection.valueOf(cluster.protection())) {
            case WRITES_WAIT ->
                    found.add(ProblemCode.WRITES_WAIT.problem("no standby confirms commits"));
            case UNPROTECTED ->
                    found.add(
                            ProblemCode.UNPROTECTED.problem(
                                    "no standby is there: a failover could lose writes, and there is"
                                            + " none by itself"));
            case NONE_WANTED, PROTECTED -> {}
        }
        for (ClusterStatus.Server server : cluster.servers()) {
            boolean copies = !server.part().equals("PRIMARY") && !server.part().equals("JOINING");
            boolean runs = server.state().equals("RUNNING") || server.role().equals("LEAVING");
            if (copies && !runs) {
                found.add(
                        ProblemCode.COPY_DOWN.problem(
                                "%s is %s: %s",
                                server.id(),
                                server.state().toLowerCase(Locale.ROOT),
                                server.reason()));
            }
        }
    }

    private static String words(String state) {
        return switch (state) {
            case "BACKOFF" -> "ended and waits before its next start";
            case "UNHEALTHY" -> "no longer answers";
            default -> "is " + state.toLowerCase(Locale.ROOT);
        };
    }

    private static boolean isDown(Status.Instance instance) {
        return switch (instance.state()) {
            case "UNHEALTHY", "BACKOFF", "STOPPED" -> true;
            default -> false;
        };
    }

    /// An image needs a moment to be applied, which is nothing to be told of.
    private boolean isBehind() {
        boolean young = publishedAt.plus(StatusBook.STALE_AFTER).isAfter(now);
        return !young
                && List.of(versions.edge(), versions.fleet(), versions.sql()).stream()
                        .anyMatch(version -> version > 0 && version < versions.wanted());
    }

    /// What it sees, and no more; whether a step of growth is due is judged elsewhere.
    Status.Advice advice() {
        var problems = problems();
        if (!problems.isEmpty()) {
            Problem first = problems.getFirst();
            return new Status.Advice("mend what is wrong first", first.message(), null);
        }
        if (node == null || edge == null) {
            return nothing("still starting");
        }
        if (instances.stream().anyMatch(one -> !one.state().equals("HEALTHY"))) {
            return nothing("instances are starting");
        }
        if (edge.requestsPerSecond() < 0.05) {
            return nothing("no traffic at the moment");
        }
        String seen =
                String.format(
                        Locale.ROOT,
                        "%.1f requests/s, p95 %.1f ms",
                        edge.requestsPerSecond(),
                        edge.latency().p95Micros() / 1000.0);
        Long goal = goals.p95Micros();
        if (goal != null && edge.latency().p95Micros() > goal) {
            return new Status.Advice(
                    "find what is slow",
                    seen + String.format(Locale.ROOT, ", above your goal of %.0f ms", goal / 1e3),
                    null);
        }
        String database = this.database == null ? "" : pool(this.database);
        return nothing(seen + database + carries());
    }

    private String carries() {
        int servers = cluster == null ? 1 : cluster.servers().size();
        return servers == 1 ? ": one box carries this" : ": this is carried easily";
    }

    private static String pool(Status.Database database) {
        return ", "
                + database.busy()
                + " of "
                + database.connectionsMax()
                + " database connections busy";
    }

    private static Status.Advice nothing(String reason) {
        return new Status.Advice("nothing needed", reason, null);
    }
}
