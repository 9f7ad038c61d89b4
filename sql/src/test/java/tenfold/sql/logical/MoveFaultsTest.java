package tenfold.sql.logical;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;
import tenfold.sql.client.Connection;
import tenfold.sql.client.TestServers;
import tenfold.testkit.Await;

@Timeout(180)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class MoveFaultsTest {
    private static MoveScene scene;

    @TempDir Path folder;

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
    }

    @AfterEach
    void end() throws Exception {
        scene.end();
    }

    private static void awaitBack() throws Exception {
        Await.until(
                "back",
                MoveScene.PATIENCE,
                () -> scene.move().status().phase() == MoveReport.Phase.BACK);
    }

    private void follow() throws Exception {
        scene.open(folder, MoveWish.Goal.FOLLOW);
        scene.awaitCompared();
    }

    @Test
    void everythingThatStandsInTheWayIsSaidAtOnceAndNothingIsTouched() throws Exception {
        TestServers.run(
                scene.source(),
                "CREATE TABLE public.keyless (n int)",
                "CREATE UNLOGGED TABLE public.gone (n int PRIMARY KEY)",
                "CREATE AGGREGATE public.total (int) (SFUNC = int4pl, STYPE = int)",
                "CREATE FUNCTION public.always() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER tireless AFTER INSERT ON public.lines EXECUTE FUNCTION public.always()",
                "ALTER TABLE public.lines ENABLE ALWAYS TRIGGER tireless",
                "SELECT lo_create(0)",
                "GRANT SELECT ON public.people TO pg_monitor");
        TestServers.run(scene.target(), "CREATE TABLE public.theirs (n int)");
        TestServers.run(
                scene.targetRoot(),
                "REVOKE SET ON PARAMETER session_replication_role FROM mover",
                "ALTER ROLE mover NOREPLICATION");
        try {
            scene.open(folder, MoveWish.Goal.FOLLOW);
            scene.awaitProblem(
                    "without a primary key",
                    "public.keyless",
                    "unlogged tables",
                    "public.gone",
                    "aggregate public.total(integer)",
                    "tireless on public.lines",
                    "large objects",
                    "pg_monitor on public.people",
                    "the target is not empty: it has 1",
                    "may not set session_replication_role",
                    "the target does not let its user replicate");
            awaitBack();
        } finally {
            TestServers.run(
                    scene.targetRoot(),
                    "GRANT SET ON PARAMETER session_replication_role TO mover",
                    "ALTER ROLE mover REPLICATION");
        }
        assertThat(TestServers.ask(scene.target(), "SELECT count(*) FROM public.theirs"))
                .isEqualTo("0");
    }

    @Test
    void aTargetThatSortsInAnotherWayIsRefused() throws Exception {
        TestServers.run(
                TestServers.socket(scene.theirs, "postgres"),
                "DROP DATABASE " + scene.target().database(),
                "CREATE DATABASE %s OWNER mover TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
                        .formatted(scene.target().database()));
        scene.open(folder, MoveWish.Goal.FOLLOW);
        scene.awaitProblem("the target sorts and compares text as C, the source as C.UTF-8");
        awaitBack();
    }

    @Test
    void aChangeOfTheSchemaSendsTheMoveBackWithItsReason() throws Exception {
        follow();
        TestServers.run(scene.application(), "ALTER TABLE public.lines ADD COLUMN extra int");

        scene.awaitProblem("the schema was changed during the move");
        awaitBack();
        scene.assertNothingIsLeft();
    }

    @Test
    void aChangedRowOfANewColumnDoesNotGoUnnoticed() throws Exception {
        follow();
        TestServers.run(
                scene.application(),
                "ALTER TABLE public.lines ADD COLUMN extra int",
                "UPDATE public.lines SET extra = 1");
        awaitBack();
        assertThat(scene.move().status().problems()).isNotEmpty();
        scene.assertNothingIsLeft();
    }

    @Test
    void somebodyElsesWriteOnTheTargetIsNoticedBeforeItIsOverwritten() throws Exception {
        follow();
        TestServers.run(
                scene.target(),
                "SET session_replication_role = replica; DELETE FROM public.plain_key WHERE word = 'word 5'");
        TestServers.run(
                scene.application(), "UPDATE public.plain_key SET other = 9 WHERE word = 'word 5'");

        scene.awaitProblem("the sides differ: 0 rows instead of one", "plain_key");
        awaitBack();
        scene.assertNothingIsLeft();
    }

    @Test
    void truncateAndLargeTransactionsAreFollowed() throws Exception {
        follow();
        TestServers.run(
                scene.application(),
                "TRUNCATE \"Sales\".\"Order\", public.lines",
                "BEGIN; INSERT INTO public.plain_key SELECT 'many ' || n, n FROM generate_series(1, 20000) n;"
                        + " UPDATE public.plain_key SET other = 0; DELETE FROM public.plain_key WHERE word LIKE '%7'; COMMIT");
        Await.until(
                "applied",
                MoveScene.PATIENCE,
                () -> scene.same("public.plain_key") && scene.same("\"Sales\".\"Order\""));
        assertThat(TestServers.ask(scene.target(), "SELECT count(*) FROM public.plain_key"))
                .isEqualTo("18090");
        assertThat(TestServers.ask(scene.target(), "SELECT count(*) FROM \"Sales\".\"Order\""))
                .isEqualTo("0");
        assertThat(scene.move().status().problems()).isEmpty();
    }

    @Test
    void serversThatRestartAreFollowedOnWithoutLossOrRepetition() throws Exception {
        follow();
        try (var writers = new Writers(scene.tier(), scene.application(), scene.target(), 2, 5)) {
            MoveScene.awaitMore(writers, 50);
            scene.theirs.processes().kill();
            MoveScene.awaitMore(writers, 50);
            scene.theirs.restart();
            MoveScene.awaitMore(writers, 50);
            scene.ours.processes().kill();
            scene.ours.restart();
            MoveScene.awaitMore(writers, 50);
            writers.finish();
            Await.until("applied", MoveScene.PATIENCE, () -> scene.same("public.ledger"));
            assertThat(writers.missingIn(scene.target())).isEmpty();
        }
        Await.until(
                "no trouble", MoveScene.PATIENCE, () -> scene.move().status().problems().isEmpty());
        scene.move().want(MoveWish.Goal.SWITCH);
        scene.await(MoveReport.Phase.REVERSIBLE);
    }

    @Test
    void aSwitchThatCannotFinishInTimeGoesOnWhereItWas() throws Exception {
        follow();
        try (Connection lock = TestServers.open(scene.target());
                var writers =
                        new Writers(scene.tier(), scene.application(), scene.target(), 2, 6)) {
            MoveScene.awaitMore(writers, 20);
            scene.tier().whenHeld =
                    () ->
                            lock.query(
                                    "BEGIN; LOCK TABLE tenfold_move.progress IN EXCLUSIVE MODE",
                                    TestServers.PATIENCE);
            scene.move().want(MoveWish.Goal.SWITCH);
            scene.awaitProblem("did not get the last changes within");
            lock.query("ROLLBACK", TestServers.PATIENCE);
            scene.tier().whenHeld = () -> null;

            assertThat(scene.tier().targetIsPrimary()).isFalse();
            MoveScene.awaitMore(writers, 50);
            scene.move().want(MoveWish.Goal.FOLLOW);
            scene.move().want(MoveWish.Goal.SWITCH);
            scene.await(MoveReport.Phase.REVERSIBLE);
            MoveScene.awaitMore(writers, 50);
            writers.finish();
            assertThat(writers.missingIn(scene.target())).isEmpty();
        }
    }

    @Test
    void aChangeOfTheSchemaAfterTheSwitchClosesTheWayBackAndSaysSo() throws Exception {
        scene.open(folder, MoveWish.Goal.SWITCH);
        scene.await(MoveReport.Phase.REVERSIBLE);
        TestServers.run(scene.target(), "ALTER TABLE public.lines ADD COLUMN extra int");
        scene.awaitProblem("the schema was changed during the move");

        scene.move().want(MoveWish.Goal.BACK);
        scene.awaitProblem("the schema was changed during the move");
        assertThat(scene.tier().targetIsPrimary()).isTrue();
        assertThat(scene.move().status().phase()).isEqualTo(MoveReport.Phase.REVERSIBLE);
        scene.move().want(MoveWish.Goal.COMPLETE);
        Await.until(
                "complete",
                MoveScene.PATIENCE,
                () -> scene.move().status().phase() == MoveReport.Phase.COMPLETE);
    }

    @Test
    void aWriterThatMissedTheSwitchIsRefusedByTheFence() throws Exception {
        follow();
        try (Connection late = TestServers.open(scene.application())) {
            late.query("SELECT 1", TestServers.PATIENCE);
            scene.move().want(MoveWish.Goal.SWITCH);
            scene.await(MoveReport.Phase.REVERSIBLE);
            var refused = new CompletableFuture<String>();
            try {
                late.query("INSERT INTO public.ledger (id) VALUES ('late')", TestServers.PATIENCE);
            } catch (IOException e) {
                refused.complete(String.valueOf(e.getMessage()));
            }
            assertThat(refused.getNow("written")).contains("57P01");
            assertThat(scene.refusesTheApplication()).isTrue();
        }
    }
}
