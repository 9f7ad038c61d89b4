package tenfold.sql.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.model.DatabaseServer;
import tenfold.model.ServerId;

/// The rules of a cluster: what to do when something happens. They touch nothing but their own
/// memory; time is an argument, in nanoseconds of a clock that never goes back.
///
/// **How it works.** An event changes what is known; then every rule is asked again what is missing
/// to what is wanted. No rule remembers that it was in the middle of something: after a crash of
/// the node, the record ([ClusterRecord]) and the image lead to the same end. The only sequence is
/// a [Change] of the primary *before* its record is written, and it may be forgotten at any point.
///
/// **One writer.** A server is started as a primary, or promoted, only when the record on disk
/// names it. The record names another only after the old one was killed, or stopped as asked.
///
/// **Nothing lost.** See [ClusterRecord] for witnesses. A failover needs to see all of them, each
/// after the old primary's end and with nothing left to replay.
final class ClusterRules {
    static final long SILENCE = Duration.ofSeconds(2).toNanos();
    static final long STALL = Duration.ofMillis(700).toNanos();
    static final long FAILOVER_PAUSE = Duration.ofMinutes(1).toNanos();
    private static final long MOMENT = Duration.ofSeconds(1).toNanos();
    private static final long PROMOTE_AGAIN = Duration.ofSeconds(5).toNanos();

    final Scene scene = new Scene();
    private final Changes changes = new Changes(scene);
    private final Witnesses witnesses = new Witnesses(scene);
    private final Membership membership = new Membership(scene);
    private boolean begun;

    /// @param recorded what the last run wrote; null in a new cluster
    ClusterRules(@Nullable ClusterRecord recorded) {
        scene.record = recorded;
    }

    List<Effect> on(Event event, long now) {
        forgiveOwnStall(now);
        scene.now = now;
        scene.effects.clear();
        take(event);
        if (scene.wanted != null) {
            decide();
        }
        return new ArrayList<>(scene.effects);
    }

    /// When we ourselves did not run for a while, the servers' silence is ours.
    private void forgiveOwnStall(long now) {
        long gap = now - scene.now;
        if (begun && gap > STALL) {
            for (Copy copy : scene.copies.values()) {
                copy.heardAt += gap;
                copy.streamedAt += copy.streamedAt == Long.MIN_VALUE ? 0 : gap;
            }
            witnesses.forgive(gap);
        }
        begun = true;
    }

    private void take(Event event) {
        switch (event) {
            case Event.ImageApplied image -> {
                scene.wanted = image.cluster();
                scene.reads = image.reads();
            }
            case Event.Heard heard -> heard(heard);
            case Event.Ended ended -> ended(ended);
            case Event.Fenced fenced -> {
                scene.copy(fenced.server()).stage = Copy.Stage.ENDED;
                changes.fenced(fenced.server());
            }
            case Event.Stopped stopped -> {
                scene.copy(stopped.server()).stage = Copy.Stage.IDLE;
                changes.stopped(stopped.server(), stopped.end());
            }
            case Event.Recorded recorded -> recorded(recorded.record());
            case Event.NamesInForce force -> witnesses.inForce(force);
            case Event.Joined joined -> membership.joined(joined.server());
            case Event.JoinFailed failed -> membership.joinFailed(failed);
            case Event.CopyBroken broken -> membership.broken(broken);
            case Event.Prepared prepared -> changes.prepared(prepared.server());
            case Event.Quiesced quiesced -> changes.quiesced(quiesced);
            case Event.QuiesceFailed failed -> changes.quiesceFailed(failed.reason());
            case Event.Removed removed -> membership.removed(removed.server());
            case Event.OutsideWanted outside -> changes.outside(outside);
            case Event.FailoverAllowed _ -> scene.failoverNotBefore = scene.now;
            case Event.Tick tick -> tick(tick.wallMillis());
        }
    }

    /// The wall clock is only believed to have moved forward less than a minute since the last
    /// failover of an earlier run; when it jumped, the pause is a full minute from now.
    private void tick(long wallMillis) {
        boolean first = scene.wallMillis == 0;
        scene.wallMillis = wallMillis;
        ClusterRecord record = scene.record;
        if (first && record != null && record.failoverAtMillis() > 0) {
            long since = Math.max(0, wallMillis - record.failoverAtMillis());
            long rest = FAILOVER_PAUSE - Duration.ofMillis(Math.min(since, 60_000)).toNanos();
            scene.failoverNotBefore = scene.now + rest;
        }
    }

    private void heard(Event.Heard heard) {
        Copy copy = scene.copy(heard.server());
        boolean running = copy.stage == Copy.Stage.STARTING || copy.stage == Copy.Stage.UP;
        if (heard.life() != copy.life || !running) {
            return;
        }
        copy.stage = Copy.Stage.UP;
        copy.heardAt = scene.now;
        copy.view = heard.view();
        copy.viewSent = heard.sent();
        if (scene.record == null || !heard.server().equals(scene.record.primary())) {
            return;
        }
        if (!heard.view().recovering()) {
            if (copy.upLsn < 0) {
                copy.upLsn = heard.view().written();
                copy.leadsSince = scene.now;
            }
            scene.lag.written(scene.now, heard.view().written());
            heard.view().followers().keySet().stream()
                    .map(scene::copy)
                    .filter(scene::answers)
                    .forEach(each -> each.streamedAt = scene.now);
        }
    }

    private void ended(Event.Ended ended) {
        Copy copy = scene.copy(ended.server());
        boolean running = copy.stage == Copy.Stage.STARTING || copy.stage == Copy.Stage.UP;
        if (ended.life() != copy.life || !running) {
            return;
        }
        copy.stage = ended.heals() ? Copy.Stage.ENDED : Copy.Stage.FAILED;
        copy.reason = ended.reason();
        copy.endedAt = scene.now;
        copy.pauses = copy.pauses.afterCrash(scene.now);
        copy.notBefore = scene.now + copy.pauses.pause().toNanos();
    }

    private void recorded(ClusterRecord record) {
        ClusterRecord before = scene.record;
        scene.record = record;
        scene.pending = null;
        if (before != null && before.epoch() != record.epoch()) {
            scene.lag.clear();
            scene.copies.values().forEach(copy -> copy.notBefore = scene.now);
        }
        changes.recorded(before, record);
    }

    private void decide() {
        if (scene.record == null) {
            if (scene.pending == null) {
                scene.write(first());
            }
            return;
        }
        for (DatabaseServer server : scene.wanted().servers()) {
            if (server.local() != null) {
                scene.copy(server.id());
            }
        }
        changes.advance();
        if (scene.change == null) {
            lead();
        }
        if (scene.change == null) {
            witnesses.advance();
            changes.wishes();
        }
        membership.advance();
        serve();
    }

    private ClusterRecord first() {
        ServerId id = scene.wanted().first();
        boolean ours = scene.place(id) != null;
        ClusterRecord record = ClusterRecord.first(id);
        return ours ? record : record.outside(id);
    }

    /// Keeps the primary running and known, or begins a failover.
    private void lead() {
        Copy primary = scene.primary();
        boolean gone = scene.wanted().server(primary.id).isEmpty();
        if (scene.record().outside() != null && (gone || scene.place(primary.id) == null)) {
            membership.leave(primary);
            return;
        }
        switch (primary.stage) {
            case IDLE -> membership.start(primary, scene.record().awaited(), null);
            case ENDED, FAILED -> {
                if (changes.mayFailOver()) {
                    changes.failOver("the primary ended: " + firstSentence(primary.reason));
                } else if (mayStartAgain(primary)) {
                    membership.start(primary, scene.record().awaited(), null);
                }
            }
            case UP -> watch(primary);
            case STARTING, FENCING, STOPPING, JOINING, JOINED, REMOVING, REMOVED -> {}
        }
    }

    private boolean mayStartAgain(Copy primary) {
        boolean patient = scene.now - primary.endedAt < MOMENT && changes.mayFailOverSoon();
        return primary.stage == Copy.Stage.ENDED && scene.now >= primary.notBefore && !patient;
    }

    /// Without the last words of its log.
    private static String firstSentence(String reason) {
        int end = reason.indexOf(';');
        return end < 0 ? reason : reason.substring(0, end);
    }

    private void watch(Copy primary) {
        long silence = scene.now - primary.heardAt;
        if (silence >= SILENCE) {
            if (changes.mayFailOver()) {
                changes.failOver("the primary has not answered for " + silence / 1_000_000 + " ms");
            }
            return;
        }
        if (!primary.leads()) {
            boolean due = scene.now - primary.promotedAt > PROMOTE_AGAIN;
            if (!primary.promoted || due) {
                primary.promoted = true;
                primary.promotedAt = scene.now;
                primary.following = null;
                primary.namesAsked = scene.record().awaited();
                scene.add(
                        new Effect.Promote(
                                primary.id,
                                scene.record().awaited(),
                                scene.followersOf(primary.id)));
            }
            return;
        }
        // After a crash it may show commits that nobody else has: not before a standby has them.
        if (!primary.confirmed) {
            primary.confirmed =
                    scene.record().witnesses().isEmpty()
                            || scene.confirmed(scene.record().awaited(), primary.upLsn);
        }
    }

    /// Whether somebody waits for the next round trips.
    boolean hurries() {
        if (scene.wanted == null || scene.record == null) {
            return false;
        }
        Copy primary = scene.primary();
        boolean serving = primary.leads() && primary.confirmed;
        return scene.change != null || (!serving && primary.stage != Copy.Stage.FAILED);
    }

    private void serve() {
        ClusterRecord record = scene.record();
        ServerId serving = servingPrimary(record);
        var wanted = new Effect.Serve(record.epoch(), serving, replicas(record));
        if (!wanted.equals(scene.served)) {
            scene.served = wanted;
            scene.add(wanted);
        }
        if (serving == null || scene.change != null || scene.pending != null) {
            return; // before a new primary is recorded, nothing runs on the old one
        }
        if (scene.quiesced) {
            scene.quiesced = false;
            scene.add(new Effect.Resume());
        }
        changes.finished();
    }

    private @Nullable ServerId servingPrimary(ClusterRecord record) {
        if (record.outside() != null) {
            return record.outside();
        }
        Copy primary = scene.primary();
        boolean failing = scene.change != null && scene.change.kind() == Change.Kind.FAILOVER;
        return primary.leads() && primary.confirmed && !failing ? primary.id : null;
    }

    /// On the primary's timeline: one that still follows an earlier primary, or was ahead of what
    /// became the primary, has another history under the same positions.
    private List<ServerId> replicas(ClusterRecord record) {
        List<ServerId> all = new ArrayList<>();
        if (record.outside() != null) {
            return all;
        }
        View head = scene.primary().view;
        long lagMax = scene.reads.lagMax().toNanos();
        for (ServerId id : record.copies()) {
            Copy copy = scene.copy(id);
            View view = copy.view;
            if (!id.equals(record.primary())
                    && scene.answers(copy)
                    && view != null
                    && head != null
                    && view.streaming()
                    && view.timeline() == head.timeline()
                    && scene.wanted().server(id).isPresent()
                    && scene.lag.nanos(scene.now, view.replayed()) <= lagMax) {
                all.add(id);
            }
        }
        all.sort(ClusterRecord.BY_NAME);
        return all;
    }
}
