package tenfold.sql.logical;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;
import tenfold.sql.client.Connection;
import tenfold.sql.client.TestServers;
import tenfold.sql.compare.Comparison;
import tenfold.sql.compare.ComparisonResult;
import tenfold.testkit.Await;

/// From PostgreSQL 18 to a PostgreSQL 15 over TCP, as a user who is no superuser there, and back.
@Timeout(180)
@SuppressWarnings({
    "NullAway.Init",
    "InterruptedExceptionSwallowed",
    "SystemOut"
}) // JUnit sets and fails
class LogicalMoveTest {
    private static MoveScene scene;

    @TempDir Path folder;
    private TestTier tier;

    @BeforeAll
    static void start() throws Exception {
        scene = new MoveScene();
    }

    @AfterAll
    static void stop() throws IOException {
        scene.close();
    }

    @BeforeEach
    void begin() throws IOException {
        scene.begin();
        tier = scene.tier();
    }

    @AfterEach
    void end() throws Exception {
        scene.end();
    }

    private Writers writers(int count, long seed) {
        return new Writers(tier, scene.application(), scene.target(), count, seed);
    }

    @Test
    void movesThereAndBackUnderWritersAndLosesNothing() throws Exception {
        try (var writers = writers(4, 1)) {
            MoveScene.awaitMore(writers, 20);
            LogicalMove move = scene.open(folder, MoveWish.Goal.FOLLOW);
            scene.awaitCompared();
            assertThat(Objects.requireNonNull(move.status().comparison()).same()).isTrue();
            assertThat(move.status().rowsCopied()).isGreaterThan(3000);
            MoveScene.awaitMore(writers, 100);

            move.want(MoveWish.Goal.SWITCH);
            scene.await(MoveReport.Phase.REVERSIBLE);
            var there = Objects.requireNonNull(move.status().switched());
            assertThat(there.toTarget()).isTrue();
            MoveScene.awaitMore(writers, 100);
            assertThat(writers.missingIn(scene.target())).isEmpty();

            move.want(MoveWish.Goal.BACK);
            scene.await(MoveReport.Phase.BACK);
            var back = Objects.requireNonNull(move.status().switched());
            assertThat(back.toTarget()).isFalse();
            MoveScene.awaitMore(writers, 100);

            writers.finish();
            assertThat(writers.failures()).isEmpty();
            assertThat(writers.missingIn(scene.source())).isEmpty();
            System.out.printf(
                    "LogicalMoveTest: %d writes; pause there %d ms, back %d ms%n",
                    writers.count(), there.pauseMillis(), back.pauseMillis());
        }
        scene.assertNothingIsLeft();
    }

    @Test
    void theSourceFollowsUntilTheMoveIsCompleteAndIsFencedAfterwards() throws Exception {
        LogicalMove move;
        try (var writers = writers(2, 2)) {
            move = scene.open(folder, MoveWish.Goal.SWITCH);
            scene.await(MoveReport.Phase.REVERSIBLE);
            MoveScene.awaitMore(writers, 100);
            writers.finish();
            assertThat(writers.failures()).isEmpty();
        }
        Await.until(
                "lag",
                MoveScene.PATIENCE,
                () -> scene.same("public.ledger") && scene.same("public.people"));
        ComparisonResult result = compare();
        assertThat(result.differing()).isEmpty();
        assertThat(result.rows()).isGreaterThan(3000);
        Await.until("fenced", MoveScene.PATIENCE, scene::refusesTheApplication);

        move.want(MoveWish.Goal.COMPLETE);
        scene.await(MoveReport.Phase.COMPLETE);
        assertThat(scene.refusesTheApplication()).isTrue();
        assertThat(
                        TestServers.ask(
                                scene.target(),
                                "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                .isEqualTo("0");
    }

    /// Triggers ran once, on the side that was written: the audit table shows it.
    private static ComparisonResult compare() throws Exception {
        try (Connection original = Route.open(scene.target());
                Connection copy = Route.open(scene.source())) {
            return new Comparison(original, copy, List.of(Side.SCHEMA), false, TestServers.PATIENCE)
                    .run((_, _) -> {});
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestTier.Crash.class, names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
    void aProcessThatEndsDuringTheSwitchGoesOnOnTheSideThatWasRecorded(TestTier.Crash crash)
            throws Exception {
        boolean done = crash == TestTier.Crash.AFTER_PROMOTING;
        try (var writers = writers(2, 3)) {
            scene.open(folder, MoveWish.Goal.FOLLOW);
            scene.awaitCompared();
            die(crash, MoveWish.Goal.SWITCH);
            assertThat(tier.targetIsPrimary()).isEqualTo(done);

            scene.open(folder, MoveWish.Goal.FOLLOW); // clients come when the tier serves again
            Await.until(
                    "settled", MoveScene.PATIENCE, () -> done || !scene.refusesTheApplication());
            tier.restart();
            scene.await(done ? MoveReport.Phase.REVERSIBLE : MoveReport.Phase.FOLLOWING);
            MoveScene.awaitMore(writers, 30);
            scene.move().want(MoveWish.Goal.SWITCH);
            scene.await(MoveReport.Phase.REVERSIBLE);
            MoveScene.awaitMore(writers, 30);

            die(crash, MoveWish.Goal.BACK);
            assertThat(tier.targetIsPrimary()).isEqualTo(!done);
            scene.open(folder, MoveWish.Goal.BACK);
            tier.restart();
            scene.await(MoveReport.Phase.BACK);
            MoveScene.awaitMore(writers, 30);
            writers.finish();
            assertThat(writers.missingIn(scene.source())).isEmpty();
        }
        scene.assertNothingIsLeft();
    }

    private void die(TestTier.Crash crash, MoveWish.Goal goal) throws Exception {
        tier.crash = crash;
        scene.move().want(goal);
        Await.until("dead", MoveScene.PATIENCE, () -> !scene.move().working());
        scene.move().close();
    }

    @Test
    void aProcessThatEndsAnywhereGoesOnWhenItIsOpenedAgain() throws Exception {
        long seed = Long.getLong("seed", 1);
        var random = new Random(seed);
        try (var writers = writers(2, seed)) {
            scene.open(folder, MoveWish.Goal.FOLLOW);
            for (int i = 0; i < Integer.getInteger("kills", 8); i++) {
                long end = System.nanoTime() + random.nextInt(900) * 1_000_000L;
                Await.until("then", MoveScene.PATIENCE, () -> System.nanoTime() > end);
                scene.move().close();
                tier.restart();
                scene.open(folder, MoveWish.Goal.FOLLOW);
            }
            scene.awaitCompared();
            ComparisonResult compared = Objects.requireNonNull(scene.move().status().comparison());
            assertThat(compared.differing()).isEmpty();
            scene.move().want(MoveWish.Goal.SWITCH);
            scene.await(MoveReport.Phase.REVERSIBLE);
            writers.finish();
            assertThat(writers.failures()).isEmpty();
            assertThat(writers.missingIn(scene.target())).isEmpty();
        }
    }
}
