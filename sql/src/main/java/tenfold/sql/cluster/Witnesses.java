package tenfold.sql.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tenfold.model.Durability;
import tenfold.model.ServerId;

/// Rules for whom commits wait for, and who is known to have all that was acknowledged.
///
/// Wider is safe at any time: the record first, then the primary. Narrower is safe only when one
/// who stays has confirmed what was acknowledged until then: the primary first, then the record. To
/// nobody: the record first, because from then on a failover could lose.
final class Witnesses {
    static final long ABSENT = Duration.ofSeconds(5).toNanos();
    static final long AVAILABLE_PATIENCE = Duration.ofSeconds(3).toNanos();
    private static final long ASK_AGAIN = Duration.ofSeconds(30).toNanos();
    private static final long CAUGHT_UP = 1 << 20;

    private final Scene scene;
    private @Nullable Set<ServerId> narrower;

    /// The most that those that commits wait for have confirmed in this epoch.
    private long confirmedMost = -1;

    /// Who was given up comes back when it has confirmed this.
    private long givenUpAt = -1;

    private long epoch;

    Witnesses(Scene scene) {
        this.scene = scene;
    }

    void inForce(Event.NamesInForce force) {
        Copy copy = scene.copy(force.server());
        if (copy.life == force.life() && force.names().equals(copy.namesAsked)) {
            copy.namesInForce = force.names();
            copy.namesLsn = force.lsn();
        }
    }

    void advance() {
        Copy primary = scene.primary();
        if (!primary.leads() || scene.pending != null) {
            return;
        }
        if (scene.now - primary.heardAt >= ClusterRules.STALL) {
            scene.aloneSince = Long.MIN_VALUE; // what it last said of others is old
            return;
        }
        noteAlone();
        if (!decide(scene.record())) {
            ask(primary);
        }
    }

    /// A standby that connects and never confirms, because its disk is full, is as good as none.
    private void noteAlone() {
        if (epoch != scene.record().epoch()) {
            epoch = scene.record().epoch();
            confirmedMost = -1;
            givenUpAt = -1;
        }
        Set<ServerId> awaited = scene.record().awaited();
        long best =
                awaited.stream().filter(scene::streams).mapToLong(scene::flushed).max().orElse(-1);
        View view = scene.primary().view;
        boolean serves = best > confirmedMost || (view != null && best >= view.written());
        confirmedMost = Math.max(confirmedMost, best);
        if (awaited.isEmpty() || serves) {
            scene.aloneSince = Long.MIN_VALUE;
        } else if (scene.aloneSince == Long.MIN_VALUE) {
            scene.aloneSince = scene.now;
        }
    }

    /// True when a record was written, and everything else waits for it.
    private boolean decide(ClusterRecord record) {
        Set<ServerId> awaited = record.awaited();
        if (!awaited.isEmpty() && (!scene.synchronousWanted() || tiredOfWaiting())) {
            return nobody();
        }
        if (!scene.synchronousWanted()) {
            return false;
        }
        Set<ServerId> wider = eligible();
        wider.removeAll(awaited);
        if (!wider.isEmpty()) {
            narrower = null;
            wider.addAll(awaited);
            scene.write(record.awaiting(wider, record.witnesses().isEmpty() ? Set.of() : wider));
            return true;
        }
        return narrow(record) || prove(record);
    }

    private boolean tiredOfWaiting() {
        return scene.wanted().durability() == Durability.AVAILABLE
                && scene.aloneFor() >= AVAILABLE_PATIENCE;
    }

    private boolean nobody() {
        View view = scene.primary().view;
        givenUpAt = view == null ? -1 : view.written();
        narrower = null;
        scene.write(scene.record().awaiting(Set.of(), Set.of()));
        return true;
    }

    /// Members that stream and have nearly all.
    private Set<ServerId> eligible() {
        Set<ServerId> all = new TreeSet<>(ClusterRecord.BY_NAME);
        View view = scene.primary().view;
        for (ServerId id : scene.standbys(scene.record().primary())) {
            if (view != null
                    && scene.streams(id)
                    && scene.flushed(id) >= givenUpAt
                    && scene.flushed(id) + CAUGHT_UP >= view.written()) {
                all.add(id);
            }
        }
        return all;
    }

    private boolean narrow(ClusterRecord record) {
        Set<ServerId> rest = new TreeSet<>(ClusterRecord.BY_NAME);
        boolean members = record.awaited().stream().anyMatch(scene::member);
        for (ServerId id : record.awaited()) {
            if (scene.member(id) && !absent(id)) {
                rest.add(id);
            }
        }
        if (!members && !record.awaited().isEmpty()) {
            return nobody(); // all of them were taken out of the cluster by a person
        }
        if (rest.equals(record.awaited()) || rest.stream().noneMatch(scene::streams)) {
            narrower = null;
            return false;
        }
        narrower = rest;
        Copy primary = scene.primary();
        if (rest.equals(primary.namesInForce) && scene.confirmed(rest, primary.namesLsn)) {
            narrower = null;
            scene.write(record.awaiting(rest, record.witnesses().isEmpty() ? Set.of() : rest));
            return true;
        }
        return false;
    }

    /// It gets its time since the primary is there, too.
    private boolean absent(ServerId id) {
        long seen = Math.max(scene.copy(id).streamedAt, scene.primary().leadsSince);
        return scene.now - seen >= ABSENT;
    }

    /// The node did not run for so long.
    void forgive(long gap) {
        scene.aloneSince += scene.aloneSince == Long.MIN_VALUE ? 0 : gap;
    }

    private boolean prove(ClusterRecord record) {
        Copy primary = scene.primary();
        boolean proven =
                record.witnesses().isEmpty()
                        && !record.awaited().isEmpty()
                        && record.awaited().equals(primary.namesInForce)
                        && scene.confirmed(record.awaited(), primary.namesLsn);
        if (proven) {
            scene.write(record.awaiting(record.awaited(), record.awaited()));
        }
        return proven;
    }

    /// Lets the primary know whom to wait for. What it was started with is in force already, but it
    /// takes an answer to know up to where.
    private void ask(Copy primary) {
        Set<ServerId> names = narrower == null ? scene.record().awaited() : narrower;
        boolean asked = primary.namesQuestioned && names.equals(primary.namesAsked);
        boolean answered = primary.namesInForce != null;
        if (asked && (answered || scene.now - primary.namesAskedAt < ASK_AGAIN)) {
            return;
        }
        primary.namesAskedAt = scene.now;
        primary.namesAsked = names;
        primary.namesInForce = null;
        primary.namesQuestioned = true;
        scene.add(new Effect.Names(primary.id, primary.life, names));
    }
}
