package tenfold.sql.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.model.ClusterReport;
import tenfold.model.ComparisonReport;
import tenfold.model.DatabaseServer;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;
import tenfold.model.Protection;
import tenfold.model.ServerId;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;
import tenfold.model.ServerState;
import tenfold.sql.server.ServerStatus;

/// What the rules know, in the words of the model.
final class Reports {
    private Reports() {}

    static ClusterReport of(
            Scene scene,
            Map<ServerId, Member> members,
            @Nullable ComparisonReport comparison,
            @Nullable MoveReport move) {
        ClusterRecord record = scene.record();
        Effect.Serve served = scene.served;
        List<ServerReport> servers = new ArrayList<>();
        for (DatabaseServer server : scene.wanted().servers()) {
            servers.add(
                    server.local() == null
                            ? outside(scene, server)
                            : server(scene, server, members.get(server.id())));
        }
        MoveWish moving = scene.wanted().moveWish();
        if (moving != null && scene.wanted().server(moving.target().id()).isEmpty()) {
            servers.add(outside(scene, moving.target()));
        }
        return new ClusterReport(
                record.epoch(),
                served == null ? null : served.primary(),
                protection(scene),
                held(scene),
                servers,
                record.switches(),
                comparison,
                move);
    }

    private static Protection protection(Scene scene) {
        ClusterRecord record = scene.record();
        if (!scene.synchronousWanted()) {
            return Protection.NONE_WANTED;
        }
        boolean streams =
                record.awaited().stream().anyMatch(scene::streams)
                        && scene.aloneFor() < ClusterRules.SILENCE;
        if (streams && !record.witnesses().isEmpty()) {
            return Protection.PROTECTED;
        }
        return record.awaited().isEmpty() || streams
                ? Protection.UNPROTECTED
                : Protection.WRITES_WAIT;
    }

    private static @Nullable String held(Scene scene) {
        Change change = scene.change;
        Copy primary = scene.primary();
        if (change != null) {
            return switch (change.kind()) {
                case FAILOVER -> "failover: " + change.reason();
                case SWITCH -> "switching from " + change.from() + " to " + change.to();
                case RESTART -> "restarting " + change.from() + ": " + change.reason();
            };
        }
        if (scene.record().outside() != null || (primary.leads() && primary.confirmed)) {
            return null;
        }
        return primary.leads()
                ? "the primary started again, and no standby has confirmed yet that it has all"
                : "the primary does not run: " + primary.reason;
    }

    /// A server that somebody else runs: all that is known is whether it serves.
    private static ServerReport outside(Scene scene, DatabaseServer server) {
        boolean serves = server.id().equals(scene.record().outside());
        return new ServerReport(
                server.id(),
                server.zone(),
                serves ? ServerPart.PRIMARY : ServerPart.OUTSIDE,
                ServerState.RUNNING,
                Instant.EPOCH,
                "runs elsewhere",
                0,
                0,
                0,
                serves,
                false,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    private static ServerReport server(
            Scene scene, DatabaseServer server, @Nullable Member member) {
        Copy copy = scene.copy(server.id());
        View view = copy.view;
        ServerStatus status = member == null ? null : member.server().status();
        ServerPart part = part(scene, server, copy);
        boolean running = view != null && copy.up();
        boolean following = running && part != ServerPart.PRIMARY;
        View head = scene.primary().view;
        long written = head == null ? 0 : head.written();
        long replayed = view == null ? 0 : view.recovering() ? view.replayed() : view.written();
        Effect.Serve served = scene.served;
        return new ServerReport(
                server.id(),
                server.zone(),
                part,
                state(copy, status),
                status == null ? Instant.EPOCH : status.since(),
                reason(copy, status),
                status == null ? 0 : status.pid(),
                status == null ? 0 : status.restarts(),
                status == null ? 0 : status.startMillis(),
                served != null
                        && (server.id().equals(served.primary())
                                || served.replicas().contains(server.id())),
                scene.record().awaited().contains(server.id()),
                view == null ? 0 : Math.max(view.received(), view.written()),
                replayed,
                following ? Math.max(0, written - replayed) : 0,
                following ? scene.lag.nanos(scene.now, replayed) / 1_000_000 : 0,
                member == null ? 0 : member.server().copiedBytes(),
                member == null ? 0 : member.server().copyTotalBytes());
    }

    private static ServerPart part(Scene scene, DatabaseServer server, Copy copy) {
        ClusterRecord record = scene.record();
        if (server.id().equals(record.primary())) {
            return record.outside() == null ? ServerPart.PRIMARY : ServerPart.OUTSIDE;
        }
        if (!record.copies().contains(server.id())) {
            boolean deposed =
                    copy.stage != Copy.Stage.JOINING
                            && !record.switches().isEmpty()
                            && record.switches().getLast().from().equals(server.id());
            return deposed ? ServerPart.DEPOSED : ServerPart.JOINING;
        }
        return server.role() == ServerRole.REPLICA ? ServerPart.REPLICA : ServerPart.STANDBY;
    }

    private static ServerState state(Copy copy, @Nullable ServerStatus status) {
        if (status == null) {
            return ServerState.PREPARING;
        }
        return switch (status.state()) {
            case STARTING -> status.restarts() > 0 ? ServerState.RECOVERING : ServerState.STARTING;
            case STOPPED ->
                    copy.stage == Copy.Stage.JOINING ? ServerState.PREPARING : ServerState.STOPPED;
            case PREPARING, RUNNING, RECOVERING, FAILED -> status.state();
        };
    }

    private static String reason(Copy copy, @Nullable ServerStatus status) {
        return switch (copy.stage) {
            case JOINING -> "getting its copy of the data";
            case IDLE, FAILED, ENDED -> copy.reason;
            case STARTING, UP, FENCING, STOPPING, JOINED, REMOVING, REMOVED ->
                    status == null ? copy.reason : status.reason();
        };
    }
}
