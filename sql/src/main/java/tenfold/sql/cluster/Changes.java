package tenfold.sql.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.Durability;
import tenfold.model.ServerId;
import tenfold.model.SwitchReport;
import tenfold.model.SwitchWish;

/// Rules for a change of the primary: failover, switch as wished, restart.
final class Changes {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long SETTLE_MAX = Duration.ofSeconds(5).toNanos();
    private static final long PREPARE_MAX = Duration.ofSeconds(60).toNanos();
    private static final long WISH_PATIENCE = Duration.ofSeconds(10).toNanos();
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private final Scene scene;
    private long wishSeen;
    private long wishSince;

    Changes(Scene scene) {
        this.scene = scene;
    }

    /// Whether a failover that cannot begin yet may in a moment, so that it is worth the wait.
    boolean mayFailOverSoon() {
        ClusterRecord record = scene.record();
        return scene.wanted().automaticFailover()
                && scene.synchronousWanted()
                && record.outside() == null
                && !record.witnesses().isEmpty()
                && scene.now >= scene.failoverNotBefore
                && record.copies().containsAll(record.witnesses())
                && record.witnesses().stream().allMatch(id -> scene.copy(id).up());
    }

    /// Whether a failover may begin: wanted, not the second within a minute, and every witness
    /// there.
    boolean mayFailOver() {
        ClusterRecord record = scene.record();
        return scene.wanted().automaticFailover()
                && scene.wanted().durability() != Durability.SINGLE
                && record.outside() == null
                && scene.pending == null
                && !record.witnesses().isEmpty()
                && scene.now >= scene.failoverNotBefore
                && record.copies().containsAll(record.witnesses())
                && record.witnesses().stream().allMatch(id -> scene.member(id) && fresh(id));
    }

    private boolean fresh(ServerId id) {
        Copy copy = scene.copy(id);
        return copy.up() && scene.now - copy.heardAt < FRESH;
    }

    void failOver(String reason) {
        ServerId from = scene.record().primary();
        scene.failoverNotBefore = scene.now + ClusterRules.FAILOVER_PAUSE;
        scene.change = Change.failover(from, reason, scene.now);
        scene.copy(from).stage = Copy.Stage.FENCING;
        scene.add(new Effect.Fence(from));
    }

    void fenced(ServerId server) {
        Change change = at(Change.Step.FENCING, server);
        if (change != null) {
            scene.noteReplayed();
            scene.change = change.step(Change.Step.SETTLING, scene.now);
        }
    }

    void prepared(ServerId server) {
        Change change = at(Change.Step.PREPARING, server);
        if (change != null) {
            scene.change = change.step(Change.Step.QUIESCING, scene.now).paused(scene.now);
            scene.quiesced = true;
            scene.add(new Effect.Quiesce(PATIENCE));
        }
    }

    void quiesced(Event.Quiesced quiesced) {
        Change change = scene.change;
        if (change != null && change.step() == Change.Step.QUIESCING) {
            scene.change =
                    change.step(Change.Step.STOPPING, scene.now)
                            .clients(quiesced.held(), quiesced.ended());
            scene.copy(change.from()).stage = Copy.Stage.STOPPING;
            scene.noteReplayed();
            scene.add(new Effect.Stop(change.from()));
        }
    }

    void quiesceFailed(String reason) {
        if (scene.change != null && scene.change.step() == Change.Step.QUIESCING) {
            abandon("statements could not be held: " + reason);
        }
    }

    void stopped(ServerId server, long end) {
        Change change = at(Change.Step.STOPPING, server);
        if (change == null) {
            return;
        }
        if (change.kind() == Change.Kind.RESTART) {
            restarts(change);
        } else if (end == 0) {
            abandon(server + " did not stop cleanly");
        } else {
            scene.change = change.step(Change.Step.SETTLING, scene.now).needs(end);
        }
    }

    /// It is started again as any primary that does not run; its pause is told when it serves.
    private void restarts(Change change) {
        scene.change = null;
        if (scene.pending == null) {
            scene.finishing = change;
            scene.write(scene.record().with(report(change, 0)));
        }
    }

    private @Nullable Change at(Change.Step step, ServerId from) {
        Change change = scene.change;
        boolean matches = change != null && change.step() == step && change.from().equals(from);
        return matches ? change : null;
    }

    void advance() {
        Change change = scene.change;
        if (change == null) {
            return;
        }
        switch (change.step()) {
            case PREPARING, QUIESCING -> checkStill(change);
            case SETTLING -> settle(change);
            case FENCING, STOPPING, RECORDING -> {}
        }
    }

    private void checkStill(Change change) {
        Copy from = scene.copy(change.from());
        ServerId target = Objects.requireNonNull(change.to());
        if (!from.leads()) {
            abandon("the primary ended meanwhile");
        } else if (!target.equals(change.from()) && !scene.streams(target)) {
            abandon(target + " does not follow the primary any more");
        } else if (scene.now - change.since() > PREPARE_MAX) {
            abandon("the primary could not write its dirty pages within a minute");
        }
    }

    private void settle(Change change) {
        if (scene.now - change.since() > SETTLE_MAX) {
            abandon("not every standby that may hold the last writes could be asked in time");
            return;
        }
        if (scene.pending != null) {
            return;
        }
        if (change.kind() == Change.Kind.FAILOVER) {
            Set<ServerId> witnesses = scene.record().witnesses();
            if (witnesses.stream().allMatch(id -> settled(id, change.since()))) {
                decided(change.to(scene.mostAdvanced(witnesses).id));
            }
            return;
        }
        ServerId to = Objects.requireNonNull(change.to());
        View view = scene.copy(to).view;
        if (settled(to, change.since()) && view != null && view.replayed() > change.needed()) {
            decided(change);
        }
    }

    /// Whether it has said, after the old primary's end, that it has replayed all that it has.
    private boolean settled(ServerId id, long since) {
        Copy copy = scene.copy(id);
        View view = copy.view;
        return copy.up()
                && view != null
                && view.recovering()
                && view.settled()
                && copy.viewSent > since;
    }

    private void decided(Change change) {
        ServerId to = Objects.requireNonNull(change.to());
        boolean failover = change.kind() == Change.Kind.FAILOVER;
        ClusterRecord record = scene.record();
        Set<ServerId> copies =
                failover ? ClusterRecord.minus(record.copies(), change.from()) : record.copies();
        ClusterRecord next =
                record.next(to, copies, awaited(change, to))
                        .with(report(change, scene.copy(to).replayedSinceEnd()));
        next = failover ? next.failedOverAt(scene.wallMillis) : next.wish(change.wish());
        if (failover) {
            scene.failoverNotBefore = scene.now + ClusterRules.FAILOVER_PAUSE;
        }
        scene.change = change.step(Change.Step.RECORDING, scene.now);
        scene.write(next);
    }

    /// Whom commits of the new primary wait for. Strict: somebody, even if he has to come first.
    private Set<ServerId> awaited(Change change, ServerId to) {
        if (!scene.synchronousWanted() || scene.record().awaited().isEmpty()) {
            return Set.of();
        }
        Set<ServerId> running = scene.standbys(to);
        if (change.kind() == Change.Kind.FAILOVER) {
            running.remove(change.from());
        } else if (scene.member(change.from())) {
            running.add(change.from());
        }
        boolean strict = scene.wanted().durability() == Durability.STRICT;
        return running.isEmpty() && strict ? scene.members(to) : running;
    }

    private SwitchReport report(Change change, long lagBytes) {
        return new SwitchReport(
                change.wish(),
                change.kind() == Change.Kind.FAILOVER,
                scene.record().epoch() + (change.kind() == Change.Kind.RESTART ? 0 : 1),
                change.from(),
                Objects.requireNonNull(change.to()),
                Instant.ofEpochMilli(scene.wallMillis),
                change.reason(),
                lagBytes,
                0,
                change.held(),
                change.ended(),
                null);
    }

    void recorded(@Nullable ClusterRecord before, ClusterRecord record) {
        Change change = scene.change;
        if (before != null
                && before.epoch() != record.epoch()
                && change != null
                && change.step() == Change.Step.RECORDING) {
            scene.finishing = change;
            scene.change = null;
        }
    }

    /// The first statement under the new primary: the pause is over.
    void finished() {
        Change change = scene.finishing;
        if (change == null || scene.pending != null) {
            return;
        }
        scene.finishing = null;
        long millis = (scene.now - change.paused()) / 1_000_000;
        scene.write(scene.record().amended(report -> paused(report, millis)));
    }

    private static SwitchReport paused(SwitchReport report, long millis) {
        return new SwitchReport(
                report.wish(),
                report.automatic(),
                report.epoch(),
                report.from(),
                report.to(),
                report.at(),
                report.reason(),
                report.lagBytes(),
                millis,
                report.held(),
                report.ended(),
                report.problem());
    }

    /// Everything stays as it was; a stopped or killed primary is started again.
    private void abandon(String problem) {
        Change change = Objects.requireNonNull(scene.change);
        scene.change = null;
        if (change.kind() == Change.Kind.SWITCH) {
            refuse(change.wish(), change.from(), Objects.requireNonNull(change.to()), problem);
        }
    }

    private void refuse(long wish, ServerId from, ServerId to, String problem) {
        if (scene.pending != null) {
            return; // the wish stays, and is tried again
        }
        var report =
                new SwitchReport(
                        wish,
                        false,
                        scene.record().epoch(),
                        from,
                        to,
                        Instant.ofEpochMilli(scene.wallMillis),
                        "as wished",
                        0,
                        0,
                        0,
                        0,
                        problem);
        scene.write(scene.record().wish(wish).with(report));
    }

    /// Begins what a person wishes.
    void wishes() {
        SwitchWish wish = scene.wanted().switchWish();
        Copy primary = scene.primary();
        boolean ready = primary.leads() && primary.confirmed && scene.record().outside() == null;
        if (scene.pending != null || !ready) {
            return;
        }
        if (wish != null && wish.number() > scene.record().wish()) {
            wish(wish, primary.id);
        } else if (resized(primary) && scene.record().copies().size() == 1) {
            plan(Change.Kind.RESTART, primary.id, 0, "its memory is resized");
        }
    }

    private boolean resized(Copy copy) {
        return !Objects.equals(copy.place, scene.place(copy.id));
    }

    private void wish(SwitchWish wish, ServerId primary) {
        ServerId target = wish.target();
        if (target.equals(primary)) {
            scene.write(scene.record().wish(wish.number()));
        } else if (!scene.member(target)) {
            refuse(wish.number(), primary, target, target + " is not a member of the cluster");
        } else if (!scene.record().copies().contains(target) || !scene.streams(target)) {
            refuseLater(wish.number(), primary, target, target + " does not follow the primary");
        } else {
            plan(Change.Kind.SWITCH, target, wish.number(), "as wished");
        }
    }

    /// It gets a moment to come back: after a start of the node all are on their way.
    private void refuseLater(long wish, ServerId primary, ServerId target, String problem) {
        if (wish != wishSeen) {
            wishSeen = wish;
            wishSince = scene.now;
        } else if (scene.now - wishSince > WISH_PATIENCE) {
            refuse(wish, primary, target, problem);
        }
    }

    private void plan(Change.Kind kind, ServerId to, long wish, String reason) {
        ServerId from = scene.record().primary();
        scene.change = Change.planned(kind, from, to, wish, reason, scene.now);
        scene.add(new Effect.Prepare(from, to, scene.followersOf(to)));
    }

    /// From here on a server outside serves, or the primary again: as a move has prepared it.
    void outside(Event.OutsideWanted wanted) {
        ClusterRecord record = scene.record();
        ServerId from = record.outside() == null ? record.primary() : record.outside();
        ServerId to = wanted.server() == null ? record.primary() : wanted.server();
        boolean busy = scene.pending != null || scene.change != null || scene.finishing != null;
        if (busy || Objects.equals(wanted.server(), record.outside())) {
            scene.add(new Effect.OutsideRefused());
            return;
        }
        Change change =
                Change.planned(
                                Change.Kind.SWITCH,
                                from,
                                to,
                                wanted.wish(),
                                "a move to another server",
                                scene.now)
                        .paused(wanted.since());
        scene.finishing = change;
        scene.quiesced = true;
        scene.write(record.outside(wanted.server()).with(report(change, wanted.lagBytes())));
    }
}
