package tenfold.control.move;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tenfold.model.ClusterReport;
import tenfold.model.ComparisonReport;
import tenfold.model.Durability;
import tenfold.model.EdgeReport;
import tenfold.model.Protection;
import tenfold.model.ServerId;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;
import tenfold.model.ServerState;
import tenfold.model.SwitchReport;

/// Says of a leg and a report whether the leg has come true. Pure.
record Judge(Tier tier, Move move, ClusterReport cluster, @Nullable EdgeReport edge, Instant now) {
    /// A server this near to the primary catches up within a switch.
    static final long LAG_MAX = 1 << 20;

    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final Duration MEDIUM = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofMinutes(15);

    Verdict verdict() {
        return switch (move.leg()) {
            case Leg.Add add -> added(add.ids());
            case Leg.Follow(var servers) -> near(servers);
            case Leg.Compare(ServerId server) -> compared(server);
            case Leg.Protect(Durability durability) -> protectedBy(durability);
            case Leg.Switch(ServerId to, _) -> switched(to);
            case Leg.Resize resize -> restarted(resize.servers());
            case Leg.Assign(var servers, ServerRole role) -> assigned(servers, role);
            case Leg.Remove(var servers) -> removed(servers);
            // The node has the image; how many instances follow is the law's.
            case Leg.Scale _ -> done();
            case Leg.Cache(var routes, _) -> new CacheJudge(move, edge, now).verdict(routes);
            case Leg.Logical(_, var goal) -> new LogicalJudge(tier, move, cluster).verdict(goal);
        };
    }

    private Verdict done() {
        return new Verdict.Done(move.proof());
    }

    private static Verdict waiting(Phase phase, Duration patience, String words) {
        return new Verdict.Waiting(Progress.of(phase, words), patience);
    }

    private Verdict added(List<ServerId> ids) {
        long copied = 0;
        long total = 0;
        int joined = 0;
        Optional<ServerReport> failed = Optional.empty();
        for (ServerId id : ids) {
            Optional<ServerReport> server = Servers.find(cluster, id);
            if (server.isEmpty()) {
                continue;
            }
            copied += server.get().copiedBytes();
            total += Math.max(server.get().totalBytes(), server.get().copiedBytes());
            joined += Servers.hasJoined(server.get()) ? 1 : 0;
            if (server.get().state() == ServerState.FAILED) {
                failed = server;
            }
        }
        if (joined == ids.size()) {
            return new Verdict.Done(move.proof().copied(copied));
        }
        if (failed.isPresent()) {
            String words = failed.get().id() + " has failed: " + failed.get().reason();
            return waiting(Phase.COPY, SHORT, words);
        }
        String words =
                total == 0
                        ? "preparing " + names(ids)
                        : "%s of %s copied to %s"
                                .formatted(Sizes.of(copied), Sizes.of(total), names(ids));
        Double share = total == 0 ? null : Math.min(1.0, (double) copied / total);
        Phase phase = total == 0 ? Phase.PREPARE : Phase.COPY;
        return new Verdict.Waiting(
                new Progress(phase, words, share, joined + " joined", copied), LONG);
    }

    private Verdict near(List<ServerId> ids) {
        long lag = 0;
        for (ServerId id : ids) {
            if (id.equals(cluster.primary())) {
                continue;
            }
            Optional<ServerReport> server = Servers.find(cluster, id);
            if (server.isEmpty() || !Servers.follows(server.get())) {
                return waiting(Phase.FOLLOW, MEDIUM, id + " does not follow the primary yet");
            }
            if (server.get().state() != ServerState.RUNNING || isUnusedReplica(server.get())) {
                String words = id + " takes no reads yet: " + server.get().reason();
                return waiting(Phase.FOLLOW, MEDIUM, words);
            }
            lag = Math.max(lag, server.get().lagBytes());
        }
        if (lag <= LAG_MAX) {
            return done();
        }
        String words = names(ids) + " has " + Sizes.of(lag) + " to catch up";
        return new Verdict.Waiting(new Progress(Phase.FOLLOW, words, null, "far", 0), LONG);
    }

    private boolean isUnusedReplica(ServerReport server) {
        boolean isReplica =
                tier.server(server.id())
                        .filter(one -> one.role() == ServerRole.REPLICA)
                        .isPresent();
        return isReplica && !server.serving();
    }

    private Verdict compared(ServerId server) {
        long wish = tier.compareWish() == null ? -1 : tier.compareWish().number();
        ComparisonReport comparison = cluster.comparison();
        if (comparison == null || comparison.wish() != wish) {
            return waiting(Phase.VERIFY, MEDIUM, "comparing " + server + " with the primary");
        }
        if (comparison.problem() != null) {
            return new Verdict.Failed(server + " could not be compared: " + comparison.problem());
        }
        if (!comparison.differing().isEmpty()) {
            return new Verdict.Failed(
                    "%s differs from the primary in %s"
                            .formatted(server, String.join(", ", comparison.differing())));
        }
        if (comparison.done()) {
            return new Verdict.Done(move.proof().compared(comparison));
        }
        String words =
                String.format(
                        Locale.ROOT,
                        "%,d rows of %d tables compared",
                        comparison.rows(),
                        comparison.tables());
        return waiting(Phase.VERIFY, LONG, words);
    }

    private Verdict protectedBy(Durability durability) {
        Protection wanted =
                durability == Durability.SINGLE ? Protection.NONE_WANTED : Protection.PROTECTED;
        if (cluster.protection() == wanted) {
            return done();
        }
        return waiting(Phase.SWITCH, MEDIUM, "commits do not wait for the standby yet");
    }

    private Verdict switched(ServerId to) {
        long wish = tier.switchWish() == null ? -1 : tier.switchWish().number();
        Optional<SwitchReport> report =
                cluster.switches().stream().filter(one -> one.wish() == wish).findFirst();
        if (report.isPresent() && report.get().problem() != null) {
            return to.equals(cluster.primary()) && Servers.calm(cluster)
                    ? done()
                    : new Verdict.Failed(
                            "the switch to " + to + " failed: " + report.get().problem());
        }
        boolean there = to.equals(cluster.primary()) && Servers.calm(cluster);
        if (report.isPresent() && there && isMeasured(report.get())) {
            return new Verdict.Done(move.proof().switched(report.get()));
        }
        if (there && report.isEmpty() && cameByItself()) {
            return done();
        }
        return waiting(Phase.SWITCH, MEDIUM, "switching to " + to);
    }

    /// The pause is known a moment after the switch.
    private boolean isMeasured(SwitchReport report) {
        return report.pauseMillis() > 0 || Duration.between(move.legAt(), now).compareTo(SHORT) > 0;
    }

    /// A failover has made it the primary meanwhile; or, going back, it never was another.
    private boolean cameByItself() {
        Move.Entered then = move.entered();
        boolean changed = then != null && cluster.epoch() > then.epoch();
        return changed || move.course() == Move.Course.BACK;
    }

    private Verdict restarted(List<ServerId> ids) {
        for (ServerId id : ids) {
            Optional<ServerReport> server = Servers.find(cluster, id);
            if (server.isEmpty()
                    || !Servers.hasJoined(server.get())
                    || !isAnotherProcess(server.get())) {
                return waiting(Phase.PREPARE, MEDIUM, id + " starts again with another size");
            }
        }
        if (!Servers.calm(cluster)) {
            return waiting(Phase.PREPARE, MEDIUM, "waiting for the primary");
        }
        Optional<SwitchReport> restart =
                cluster.switches().stream()
                        .filter(one -> one.from().equals(one.to()) && ids.contains(one.to()))
                        .filter(one -> !one.at().isBefore(move.legAt()))
                        .findFirst();
        if (restart.isEmpty()) {
            return done();
        }
        return isMeasured(restart.get())
                ? new Verdict.Done(move.proof().switched(restart.get()))
                : waiting(Phase.PREPARE, SHORT, "waiting for the primary");
    }

    /// Going back, it may never have started with the other memory.
    private boolean isAnotherProcess(ServerReport server) {
        Move.Entered then = move.entered();
        Long pid = then == null ? null : then.pids().get(server.id().value());
        return move.course() == Move.Course.BACK || pid == null || pid != server.pid();
    }

    private Verdict assigned(List<ServerId> ids, ServerRole role) {
        boolean wrong = role == ServerRole.REPLICA && Servers.isPrimary(cluster, ids);
        if (!wrong && Servers.calm(cluster)) {
            return done();
        }
        return waiting(Phase.SWITCH, SHORT, names(ids) + " changes its role");
    }

    private Verdict removed(List<ServerId> ids) {
        boolean gone = ids.stream().allMatch(id -> Servers.find(cluster, id).isEmpty());
        return gone ? done() : waiting(Phase.SWITCH, MEDIUM, "removing " + names(ids));
    }

    static String names(List<ServerId> ids) {
        return String.join(", ", ids.stream().map(ServerId::value).toList());
    }
}
