package tenfold.control.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tenfold.model.CacheReport;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.InstanceId;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceState;
import tenfold.model.JobId;
import tenfold.model.JobReport;
import tenfold.model.JobState;
import tenfold.model.LatencySummary;
import tenfold.model.ServiceName;
import tenfold.model.TargetGroupId;
import tenfold.model.TargetReport;

class RolloutTest {
    private static final Instant START = Instant.parse("2026-12-01T12:00:00Z");
    private static final InstanceId OLD = new InstanceId("web-1");
    private static final InstanceId FRESH = new InstanceId("web-r2-1");

    private Instant now = START;
    private Rollout rollout = Rollout.of(deployment("migrate it"));
    private long oldRequests;
    private long freshRequests;
    private long freshFailures;
    private int inFlight;
    private InstanceState freshState = InstanceState.STARTING;
    private final List<JobReport> jobs = new ArrayList<>();

    @Test
    void buildsMigratesStartsWatchesEachShareAndKeepsTheOldVersion() {
        report(false);
        assertThat(phase()).isEqualTo(Phase.BUILD);
        job("build-2", JobState.RUNNING);
        report(false);
        assertThat(phase()).isEqualTo(Phase.BUILD);
        job("build-2", JobState.SUCCEEDED);
        report(false);
        assertThat(phase()).isEqualTo(Phase.MIGRATE);
        job("migrate-2", JobState.SUCCEEDED);
        report(false);
        assertThat(phase()).isEqualTo(Phase.START);
        report(false);
        assertThat(phase()).isEqualTo(Phase.START);
        freshState = InstanceState.HEALTHY;
        report(false);
        assertThat(share()).isEqualTo(10);
        watch(6);
        assertThat(share()).isEqualTo(50);
        watch(6);
        assertThat(phase()).isEqualTo(Phase.KEEP);
        pass(Duration.ofSeconds(61));
        report(false);
        assertThat(phase()).isEqualTo(Phase.RETIRE);
        inFlight = 1;
        pass(Duration.ofSeconds(5));
        report(false);
        assertThat(phase()).isEqualTo(Phase.RETIRE);
        inFlight = 0;
        report(false);
        assertThat(phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void waitsForTheDeploymentBefore() {
        report(true);
        assertThat(phase()).isEqualTo(Phase.WAIT);
        report(false);
        assertThat(phase()).isEqualTo(Phase.BUILD);
    }

    @Test
    void aFailedBuildOrMigrationLeavesEverythingAsItWas() {
        report(false);
        job("build-2", JobState.FAILED);
        report(false);
        assertThat(phase()).isEqualTo(Phase.BACK);
        assertThat(rollout.deployment().reason()).isEqualTo("build-2: said so");
    }

    @Test
    void aJobThatNeverBeginsEndsTheDeployment() {
        report(false);
        pass(Rollout.JOB_APPEARS_MAX.plusSeconds(1));
        report(false);
        assertThat(phase()).isEqualTo(Phase.BACK);
    }

    @Test
    void aVersionThatDoesNotStartIsGivenUp() {
        rollout = at(Phase.START);
        freshState = InstanceState.BACKOFF;
        report(false);
        assertThat(phase()).isEqualTo(Phase.RETREAT);
        pass(Duration.ofSeconds(3));
        report(false);
        assertThat(phase()).isEqualTo(Phase.BACK);
        assertThat(rollout.deployment().reason()).contains("does not become healthy");
    }

    @Test
    void aVersionThatTakesTooLongToStartIsGivenUp() {
        rollout = at(Phase.START);
        pass(Duration.ofSeconds(31));
        report(false);
        assertThat(phase()).isEqualTo(Phase.RETREAT);
    }

    @Test
    void aVersionThatFailsGoesBackByItself() {
        rollout = at(Phase.CANARY);
        freshState = InstanceState.HEALTHY;
        report(false);
        freshFailures = 5;
        watch(1);
        assertThat(phase()).isEqualTo(Phase.RETREAT);
        assertThat(share()).isZero();
        assertThat(rollout.deployment().reason()).contains("failed with the new version");
    }

    @Test
    void aRestartOfTheEdgeIsNotTakenForFailures() {
        rollout = at(Phase.CANARY);
        freshState = InstanceState.HEALTHY;
        oldRequests = 100_000;
        freshRequests = 5_000;
        report(false);
        oldRequests = 0;
        freshRequests = 0;
        watch(6);
        assertThat(share()).isEqualTo(50);
    }

    @Test
    void aRollbackIsAtOnceAtEveryPointBeforeTheOldVersionLeaves() {
        for (Phase phase : Phase.values()) {
            rollout = at(phase);
            var back = rollout.rollback("rolled back by ada", now).map(r -> r.deployment().phase());
            Phase expected =
                    switch (phase) {
                        case WAIT, BUILD, MIGRATE -> Phase.BACK;
                        case START, CANARY, KEEP -> Phase.RETREAT;
                        case RETIRE, DONE, RETREAT, BACK -> null;
                    };
            assertThat(back.orElse(null)).as("%s", phase).isEqualTo(expected);
        }
    }

    @Test
    void aSocketThatNeverEndsIsWaitedForHalfAMinute() {
        rollout = at(Phase.RETREAT);
        inFlight = 1;
        pass(Rollout.DRAIN_MAX.plusSeconds(1));
        report(false);
        assertThat(phase()).isEqualTo(Phase.BACK);
    }

    private Phase phase() {
        return rollout.deployment().phase();
    }

    private int share() {
        return rollout.deployment().share();
    }

    /// Some seconds of traffic, a report each.
    private void watch(int seconds) {
        for (int i = 0; i < seconds; i++) {
            pass(Duration.ofSeconds(1));
            oldRequests += 900;
            freshRequests += 100;
            report(false);
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void job(String id, JobState state) {
        jobs.removeIf(one -> one.id().value().equals(id));
        jobs.add(new JobReport(new JobId(id), state, now, "said so"));
    }

    private void report(boolean waits) {
        var instance =
                new InstanceReport(
                        FRESH, new ServiceName("web"), freshState, now, "because", 1, 20_000, 2, 0);
        var fleet = new FleetReport(1, List.of(instance), jobs);
        var targets =
                List.of(target(OLD, oldRequests, 0), target(FRESH, freshRequests, freshFailures));
        rollout =
                rollout.on(
                        new Observation(fleet, edge(targets), Set.of(OLD), Set.of(FRESH)),
                        waits,
                        now);
    }

    private TargetReport target(InstanceId id, long requests, long failures) {
        boolean healthy = id.equals(OLD) || freshState == InstanceState.HEALTHY;
        return new TargetReport(
                new TargetGroupId("web"),
                id,
                null,
                healthy,
                "",
                inFlight,
                0,
                requests,
                requests - failures,
                0,
                0,
                failures,
                failures,
                0,
                new LatencySummary(Math.min(requests, 100), 1, 10_000, 1, 1));
    }

    private static EdgeReport edge(List<TargetReport> targets) {
        return new EdgeReport(
                1,
                List.of(),
                List.of(),
                List.of(),
                targets,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                LatencySummary.NONE,
                CacheReport.NONE,
                Map.of());
    }

    private Rollout at(Phase phase) {
        return Rollout.of(deployment(null).at(phase, now));
    }

    private static Deployment deployment(@Nullable String migrate) {
        var plan =
                new RolloutPlan(
                        List.of(10, 50),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(30),
                        migrate,
                        Duration.ofMinutes(1));
        return new Deployment(2, 1, 2, "ada", "", plan, Phase.WAIT, 0, START, START, null);
    }
}
