package tenfold.sql.cluster;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.LocalPlace;
import tenfold.model.ServerId;

/// One server as the rules see it.
final class Copy {
    enum Stage {
        IDLE,
        STARTING,
        /// It answered in this life.
        UP,
        /// Its process ended unasked.
        ENDED,
        /// As `ENDED`, and starting it again cannot help.
        FAILED,
        FENCING,
        STOPPING,
        JOINING,
        /// It has a copy that is not recorded yet.
        JOINED,
        REMOVING,
        /// Its data is deleted, the record may still name it.
        REMOVED
    }

    final ServerId id;
    Stage stage = Stage.IDLE;
    long life;
    String reason = "not yet started";
    Pauses pauses = Pauses.NONE;
    long endedAt;

    /// Not to be started, or given a copy, before this moment.
    long notBefore = Long.MIN_VALUE;

    @Nullable LocalPlace place;
    @Nullable ServerId following;
    boolean promoted;
    long promotedAt;

    /// The epoch in which it began to get its copy.
    long joinEpoch;

    /// It can never follow the primary again with what it has.
    boolean broken;

    @Nullable View view;
    long viewSent;
    long heardAt;

    // On the primary:
    long leadsSince;
    boolean confirmed;
    long upLsn = -1;
    @Nullable Set<ServerId> namesAsked;
    @Nullable Set<ServerId> namesInForce;
    boolean namesQuestioned;
    long namesAskedAt;
    long slotsAskedAt;
    long namesLsn;
    @Nullable Set<ServerId> slotsAsked;

    /// What it had replayed when the primary took no more writes.
    private long replayedAtEnd;

    /// On others: when the primary last saw it stream.
    long streamedAt = Long.MIN_VALUE;

    Copy(ServerId id) {
        this.id = id;
    }

    boolean up() {
        return stage == Stage.UP;
    }

    boolean leads() {
        return up() && view != null && !view.recovering();
    }

    void noteReplayed() {
        replayedAtEnd = view == null ? 0 : view.replayed();
    }

    /// In bytes of the log.
    long replayedSinceEnd() {
        return view == null || replayedAtEnd == 0 ? 0 : view.replayed() - replayedAtEnd;
    }

    void begin(LocalPlace where, @Nullable ServerId follow, Set<ServerId> names) {
        life++;
        stage = Stage.STARTING;
        place = where;
        following = follow;
        promoted = false;
        view = null;
        confirmed = false;
        upLsn = -1;
        namesAsked = names;
        namesInForce = null;
        namesQuestioned = false;
        broken = false;
        slotsAsked = null;
    }
}
