package tenfold.sql.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.LocalPlace;
import tenfold.model.ServerId;

/// Rules for the servers beside the primary: which get a copy, run, follow, and go.
final class Membership {
    private static final int JOINS_MAX = 2;
    private static final long SLOTS_AGAIN = Duration.ofSeconds(30).toNanos();
    private static final Duration JOIN_AGAIN = Duration.ofSeconds(10);

    private final Scene scene;

    Membership(Scene scene) {
        this.scene = scene;
    }

    void joined(ServerId server) {
        Copy copy = scene.copy(server);
        if (copy.stage == Copy.Stage.JOINING) {
            boolean valid = copy.joinEpoch == scene.record().epoch();
            copy.stage = valid ? Copy.Stage.JOINED : Copy.Stage.IDLE;
        }
    }

    void joinFailed(Event.JoinFailed failed) {
        Copy copy = scene.copy(failed.server());
        if (copy.stage == Copy.Stage.JOINING) {
            copy.stage = Copy.Stage.IDLE;
            copy.reason = failed.reason();
            copy.notBefore = scene.now + JOIN_AGAIN.toNanos();
        }
    }

    void broken(Event.CopyBroken broken) {
        Copy copy = scene.copy(broken.server());
        if (copy.life == broken.life() && copy.up()) {
            copy.broken = true;
            copy.reason = broken.reason();
        }
    }

    void removed(ServerId server) {
        Copy copy = scene.copies.get(server);
        if (copy != null && copy.stage == Copy.Stage.REMOVING) {
            copy.stage = Copy.Stage.REMOVED;
        }
    }

    void advance() {
        ServerId primary = scene.record().primary();
        for (Copy copy : new ArrayList<>(scene.copies.values())) {
            if (!copy.id.equals(primary)) {
                advance(copy);
            }
        }
        slots();
    }

    private void advance(Copy copy) {
        boolean recorded = scene.record().copies().contains(copy.id);
        boolean unwanted = scene.wanted().server(copy.id).isEmpty();
        boolean free = scene.change == null && !scene.record().awaited().contains(copy.id);
        if (copy.stage == Copy.Stage.REMOVING) {
            return;
        }
        if (copy.stage == Copy.Stage.REMOVED) {
            forget(copy, recorded, unwanted);
        } else if (unwanted && free && scene.pending == null) {
            copy.stage = Copy.Stage.REMOVING;
            scene.add(new Effect.Remove(copy.id));
        } else if (recorded && copy.broken) {
            strike(copy);
        } else if (recorded) {
            keepFollowing(copy);
        } else {
            giveCopy(copy);
        }
    }

    private void forget(Copy copy, boolean recorded, boolean unwanted) {
        if (recorded) {
            strike(copy);
        } else if (unwanted) {
            scene.copies.remove(copy.id);
        } else {
            copy.stage = Copy.Stage.IDLE; // wanted again meanwhile
        }
    }

    /// Its data counts no more.
    private void strike(Copy copy) {
        if (scene.pending == null && scene.change == null) {
            copy.broken = false;
            Set<ServerId> rest = ClusterRecord.minus(scene.record().copies(), copy.id);
            scene.write(scene.record().copies(rest));
        }
    }

    private void keepFollowing(Copy copy) {
        ServerId primary = scene.record().primary();
        switch (copy.stage) {
            case JOINED -> copy.stage = Copy.Stage.IDLE;
            case IDLE, ENDED -> {
                if (scene.now >= copy.notBefore) {
                    start(copy, Set.of(), primary);
                }
            }
            case UP -> follow(copy, primary);
            case FAILED -> copy.broken = true;
            case STARTING, FENCING, STOPPING, JOINING, REMOVING, REMOVED -> {}
        }
    }

    private void follow(Copy copy, ServerId primary) {
        boolean quiet = scene.change == null && scene.pending == null;
        if (!primary.equals(copy.following)) {
            copy.following = primary;
            scene.add(new Effect.Follow(copy.id, primary));
        } else if (quiet && !Objects.equals(copy.place, scene.place(copy.id))) {
            stop(copy);
        }
    }

    private void giveCopy(Copy copy) {
        Copy primary = scene.primary();
        switch (copy.stage) {
            case UP, STARTING -> stop(copy);
            case IDLE, ENDED, FAILED -> {
                LocalPlace place = scene.place(copy.id);
                boolean due = scene.now >= copy.notBefore && joining() < JOINS_MAX;
                if (due && place != null && primary.leads() && scene.change == null) {
                    copy.stage = Copy.Stage.JOINING;
                    copy.joinEpoch = scene.record().epoch();
                    scene.add(new Effect.Join(copy.id, place, primary.id));
                }
            }
            case JOINED -> {
                if (scene.pending == null && scene.change == null) {
                    Set<ServerId> more = ClusterRecord.plus(scene.record().copies(), copy.id);
                    scene.write(scene.record().copies(more));
                }
            }
            case FENCING, STOPPING, JOINING, REMOVING, REMOVED -> {}
        }
    }

    private void stop(Copy copy) {
        copy.stage = Copy.Stage.STOPPING;
        scene.add(new Effect.Stop(copy.id));
    }

    private long joining() {
        return scene.copies.values().stream()
                .filter(each -> each.stage == Copy.Stage.JOINING)
                .count();
    }

    /// The former primary, when the database lives outside for good.
    void leave(Copy primary) {
        boolean leaving =
                primary.stage == Copy.Stage.REMOVING || primary.stage == Copy.Stage.REMOVED;
        if (!leaving && primary.place != null) {
            primary.stage = Copy.Stage.REMOVING;
            scene.add(new Effect.Remove(primary.id));
        }
    }

    /// Starts it as the primary, or following one.
    void start(Copy copy, Set<ServerId> names, @Nullable ServerId follow) {
        LocalPlace place = scene.place(copy.id);
        if (place == null) {
            copy.reason = "its place is not known any more";
            return;
        }
        copy.begin(place, follow, names);
        scene.add(new Effect.Start(copy.id, copy.life, place, names, follow));
    }

    /// Each follower has a slot on the primary, so that what it needs is kept, and nobody else has.
    private void slots() {
        Copy primary = scene.primary();
        if (!primary.leads() || scene.change != null) {
            return;
        }
        Set<ServerId> followers = scene.followersOf(primary.id);
        boolean due = scene.now - primary.slotsAskedAt > SLOTS_AGAIN;
        if (due || !followers.equals(primary.slotsAsked)) {
            primary.slotsAskedAt = scene.now;
            primary.slotsAsked = followers;
            scene.add(new Effect.Slots(primary.id, followers));
        }
    }
}
