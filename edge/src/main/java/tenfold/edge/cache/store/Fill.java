package tenfold.edge.cache.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Vary;

/// One answer on its way into the cache, and those who wait for it or read it as it comes.
///
/// One event loop fills it; followers of any loop are told whenever it has moved, on the filling
/// loop, and must come back to their own. A purge dooms a fill: whoever follows it already gets its
/// answer, but it is neither stored nor followed by anyone new.
public final class Fill {
    /// Somebody who waits for an answer or reads it.
    public interface Follower {
        /// The fill has moved; called by its thread.
        void fillMoved();
    }

    /// Where a fill stands.
    public sealed interface State {
        /// Nothing is known of the answer yet, or it is collected until its length is known.
        record Asking() implements State {}

        /// Its body is coming and can be read as far as it has come.
        record Filling(StoredAnswer answer) implements State {}

        /// It is whole; `confirmed` says that a 304 brought it.
        record Whole(StoredAnswer answer, boolean confirmed) implements State {}

        /// The application failed, and the stored answer may stand in for its answer.
        record Excused(StoredAnswer stale) implements State {}

        /// Nobody else may have this answer.
        record Unshared(String reason) implements State {}

        /// There is no answer, or it broke off; the edge would answer with this status.
        record Failed(int status) implements State {}
    }

    private final CacheKey key;
    private final @Nullable Vary hint;
    private final long begunAt;
    private final List<Follower> followers = new ArrayList<>();
    private volatile State state = new State.Asking();
    private @Nullable StoredAnswer shared;
    private boolean alone;
    private boolean doomed;

    /// `hint` is by what the resource's answers varied before.
    public Fill(CacheKey key, @Nullable Vary hint, long begunAt) {
        this.key = key;
        this.hint = hint;
        this.begunAt = begunAt;
    }

    /// Nobody new follows it: its answer will probably not be for everybody.
    public synchronized Fill alone() {
        alone = true;
        return this;
    }

    public CacheKey key() {
        return key;
    }

    public State state() {
        return state;
    }

    /// Follows this fill from now on; false when it is over or doomed, or if its answer is not for
    /// `asked`. Whoever follows leaves in the end.
    public synchronized boolean join(Follower follower, Asked asked, long notBegunBefore) {
        boolean open =
                !doomed
                        && !alone
                        && switch (state) {
                            case State.Asking _ ->
                                    begunAt >= notBegunBefore
                                            && (hint == null || hint.matches(asked));
                            case State.Filling filling ->
                                    filling.answer().vary().matches(asked)
                                            && filling.answer().body().keep();
                            default -> false;
                        };
        if (open) {
            followers.add(follower);
        }
        return open;
    }

    /// The one on whose behalf the fill was begun follows it whatever it brings.
    public synchronized void lead(Follower follower) {
        Check.that(state instanceof State.Asking, "a fill is led before it begins");
        followers.add(follower);
    }

    /// Follows no longer; gives the body back.
    public synchronized void leave(Follower follower) {
        if (followers.remove(follower) && shared != null) {
            shared.body().drop();
        }
    }

    public synchronized boolean isFollowed() {
        return !followers.isEmpty();
    }

    /// Its answer must not be stored, because it may be older than a purge.
    public synchronized void doom() {
        doomed = true;
    }

    /// Goes on to `next` and tells the followers, who now share its body until they leave.
    /// `ifSound` stores the answer; it runs before, unless the fill is doomed.
    public void move(State next, Runnable ifSound) {
        List<Follower> told;
        synchronized (this) {
            StoredAnswer answer = answerOf(next);
            if (shared == null && answer != null) {
                followers.forEach(_ -> Check.that(answer.body().keep(), "the body is gone"));
                shared = answer;
            }
            if (!doomed) {
                ifSound.run();
            }
            state = next;
            told = List.copyOf(followers);
        }
        told.forEach(Follower::fillMoved);
    }

    public void move(State next) {
        move(next, () -> {});
    }

    /// More of the body has come.
    public void grown() {
        List<Follower> told;
        synchronized (this) {
            told = List.copyOf(followers);
        }
        told.forEach(Follower::fillMoved);
    }

    private static @Nullable StoredAnswer answerOf(State state) {
        return switch (state) {
            case State.Filling filling -> filling.answer();
            case State.Whole whole -> whole.answer();
            case State.Excused excused -> excused.stale();
            case State.Asking _, State.Unshared _, State.Failed _ -> null;
        };
    }
}
