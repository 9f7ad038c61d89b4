package tenfold.control.release;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tenfold.model.JobId;

/// One release on its way, or when it is over, a line of the history: who wanted what, when and
/// why, and what came of it.
///
/// @param release the number of the version that it brings
/// @param from the number of the version that served before
/// @param files the number of the release whose files it has; another one's for a rollback
/// @param who who asked for it
/// @param why in the words of whoever asked
/// @param step which of the plan's shares the new version has
/// @param reason why it goes or went back; null as long as it does not
public record Deployment(
        long release,
        long from,
        long files,
        String who,
        String why,
        RolloutPlan plan,
        Phase phase,
        int step,
        Instant startedAt,
        Instant phaseAt,
        @Nullable String reason) {
    static final int WORDS_MAX = 1_000;

    public Deployment {
        reason =
                reason == null || reason.length() <= WORDS_MAX
                        ? reason
                        : reason.substring(0, WORDS_MAX);
    }

    public boolean runs() {
        return !phase.isEnd();
    }

    /// Another version's files, started again.
    public boolean rollsBack() {
        return files != release;
    }

    /// The new version's part of all requests, in percent.
    public int share() {
        if (phase.isSwitched()) {
            return 100;
        }
        return phase == Phase.CANARY ? plan.shares().get(step) : 0;
    }

    public JobId buildJob() {
        return new JobId("build-" + release);
    }

    public JobId migrateJob() {
        return new JobId("migrate-" + release);
    }

    Deployment at(Phase next, Instant now) {
        return at(next, 0, reason, now);
    }

    Deployment nextStep(Instant now) {
        return step + 1 < plan.shares().size()
                ? at(Phase.CANARY, step + 1, reason, now)
                : at(Phase.KEEP, now);
    }

    Deployment back(Phase next, String why, Instant now) {
        return at(next, 0, why, now);
    }

    private Deployment at(Phase next, int nextStep, @Nullable String because, Instant now) {
        return new Deployment(
                release, from, files, who, this.why, plan, next, nextStep, startedAt, now, because);
    }
}
