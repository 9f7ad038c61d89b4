package tenfold.control.release;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tenfold.model.JobId;
import tenfold.model.JobReport;
import tenfold.model.JobState;

/// The rules of one deployment: which phase follows from what the node reports; pure.
///
/// Before the switch every failure leads back, and after it only a rollback does. A phase that
/// waits for requests in flight waits [#DRAIN_MAX] at most: a web socket may stay for days.
///
/// @param canary what was seen in this step; null when it is not watched yet
/// @param words how far it is, for people
record Rollout(Deployment deployment, @Nullable Canary canary, String words) {
    static final Duration DRAIN_MAX = Duration.ofSeconds(30);
    static final Duration JOB_APPEARS_MAX = Duration.ofMinutes(1);

    static Rollout of(Deployment deployment) {
        return new Rollout(deployment, null, "");
    }

    /// A report that knows the newest image. `waits` says that the deployment before has not ended.
    Rollout on(Observation seen, boolean waits, Instant now) {
        return switch (deployment.phase()) {
            case WAIT ->
                    waits
                            ? saying("the version that was kept finishes its requests")
                            : enter(deployment.rollsBack() ? Phase.START : Phase.BUILD, now);
            case BUILD ->
                    job(
                            seen,
                            deployment.buildJob(),
                            deployment.plan().migrate() == null ? Phase.START : Phase.MIGRATE,
                            now);
            case MIGRATE -> job(seen, deployment.migrateJob(), Phase.START, now);
            case START -> starting(seen, now);
            case CANARY -> judged(seen, now);
            case KEEP -> kept(now);
            case RETIRE -> drained(seen.isIdle(seen.old()), Phase.DONE, now);
            case RETREAT -> drained(seen.isIdle(seen.fresh()), Phase.BACK, now);
            case DONE, BACK -> this;
        };
    }

    /// Somebody wants the old version back; before the switch that is an abort.
    Optional<Rollout> rollback(String reason, Instant now) {
        return switch (deployment.phase()) {
            case WAIT, BUILD, MIGRATE -> Optional.of(back(Phase.BACK, reason, now));
            case START, CANARY, KEEP -> Optional.of(back(Phase.RETREAT, reason, now));
            case RETIRE, DONE, RETREAT, BACK -> Optional.empty();
        };
    }

    /// The old version is not needed any more.
    Optional<Rollout> complete(Instant now) {
        return deployment.phase() == Phase.KEEP
                ? Optional.of(enter(Phase.RETIRE, now))
                : Optional.empty();
    }

    private Rollout job(Observation seen, JobId id, Phase next, Instant now) {
        Optional<JobReport> report = seen.job(id);
        if (report.isEmpty()) {
            return waited(now).compareTo(JOB_APPEARS_MAX) > 0
                    ? back(Phase.BACK, "the node does not begin " + id, now)
                    : this;
        }
        String what = id + ": " + report.get().reason();
        JobState state = report.get().state();
        return switch (state) {
            case RUNNING -> saying(what);
            case SUCCEEDED -> enter(next, now);
            case FAILED -> back(Phase.BACK, what, now);
        };
    }

    private Rollout starting(Observation seen, Instant now) {
        Optional<String> failing = seen.freshFailing();
        if (failing.isPresent()) {
            return back(Phase.RETREAT, failing.get(), now);
        }
        int wanted = seen.fresh().size();
        int ready = seen.freshReady();
        if (ready == wanted) {
            return new Rollout(
                    deployment.plan().shares().isEmpty()
                            ? deployment.at(Phase.KEEP, now)
                            : deployment.at(Phase.CANARY, now),
                    null,
                    "");
        }
        String words = "%d of %d new instances are healthy".formatted(ready, wanted);
        return waited(now).compareTo(deployment.plan().startMax()) > 0
                ? back(Phase.RETREAT, "only " + words + " in time", now)
                : saying(words);
    }

    private Rollout judged(Observation seen, Instant now) {
        Optional<String> failing = seen.freshFailing();
        if (failing.isPresent()) {
            return back(Phase.RETREAT, failing.get(), now);
        }
        if (canary == null) {
            return new Rollout(deployment, Canary.begin(seen), "watched from now on");
        }
        Canary more = canary.plus(seen);
        Judgement judgement =
                Judgement.of(more.old(), more.fresh(), waited(now), deployment.plan().stepMin());
        return switch (judgement) {
            case Judgement.Good _ -> new Rollout(deployment.nextStep(now), null, "");
            case Judgement.Worse(String reason) -> back(Phase.RETREAT, reason, now);
            case Judgement.Unknown(String seenSoFar) -> new Rollout(deployment, more, seenSoFar);
        };
    }

    private Rollout kept(Instant now) {
        Duration left = deployment.plan().keep().minus(waited(now));
        return left.isPositive()
                ? saying("the old version is kept for %d s".formatted(left.toSeconds() + 1))
                : enter(Phase.RETIRE, now);
    }

    private Rollout drained(boolean idle, Phase next, Instant now) {
        // One report may be older than the last request that was sent.
        boolean settled = waited(now).compareTo(Duration.ofSeconds(2)) >= 0;
        return (idle && settled) || waited(now).compareTo(DRAIN_MAX) > 0
                ? enter(next, now)
                : saying("requests in flight finish");
    }

    private Duration waited(Instant now) {
        return Duration.between(deployment.phaseAt(), now);
    }

    private Rollout enter(Phase next, Instant now) {
        return new Rollout(deployment.at(next, now), null, "");
    }

    private Rollout back(Phase next, String reason, Instant now) {
        return new Rollout(deployment.back(next, reason, now), null, "");
    }

    private Rollout saying(String what) {
        return new Rollout(deployment, canary, what);
    }
}
