package tenfold.sql.logical;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Quote;
import tenfold.sql.client.TestServers;
import tenfold.sql.compare.Comparison;
import tenfold.testkit.Await;
import tenfold.testkit.TestPostgres;

/// From PostgreSQL 18 to a PostgreSQL 15 over TCP, as a user who is no superuser there, and back.
@Timeout(180)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class LogicalMoveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestPostgres ours;
    private static TestPostgres theirs;
    private static int number;

    @TempDir Path folder;
    private String name;
    private Endpoint source;
    private Endpoint application;
    private Endpoint target;
    private TestTier tier;
    private LogicalMove move;

    @BeforeAll
    static void start() throws Exception {
        ours = TestServers.ours();
        theirs = TestServers.theirs();
        TestServers.run(
                TestServers.socket(ours, "postgres"),
                "CREATE ROLE app LOGIN PASSWORD " + Quote.text(ours.password()));
        TestServers.run(
                TestServers.socket(theirs, "postgres"),
                "CREATE ROLE mover LOGIN REPLICATION PASSWORD " + Quote.text(theirs.password()),
                "GRANT SET ON PARAMETER session_replication_role TO mover");
    }

    @AfterAll
    static void stop() throws IOException {
        ours.close();
        theirs.close();
    }

    @BeforeEach
    void fill() throws IOException {
        name = "move" + number++;
        database(ours, "app");
        database(theirs, "mover");
        source = TestServers.socket(ours, name);
        application = TestServers.tcp(ours, name, "app");
        target = TestServers.tcp(theirs, name, "mover");
        TestServers.run(
                source,
                "CREATE EXTENSION pg_trgm SCHEMA public; CREATE EXTENSION citext SCHEMA public");
        TestServers.run(application, RichSchema.in(name));
        tier = new TestTier();
    }

    private void database(TestPostgres server, String owner) throws IOException {
        TestServers.run(
                TestServers.socket(server, "postgres"),
                "CREATE DATABASE %s OWNER %s TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8'"
                        .formatted(name, owner));
    }

    @AfterEach
    void close() throws Exception {
        if (move != null) {
            move.close();
        }
        for (TestPostgres each : List.of(ours, theirs)) { // slots belong to the whole server
            try (Connection server = TestServers.open(TestServers.socket(each, name))) {
                new Side(server).endOthers();
                new Side(server).dropSlot("tenfold_move");
                new Side(server).dropSlot("tenfold_back");
            }
        }
    }

    private LogicalMove open(MoveGoal goal) throws IOException {
        move =
                LogicalMove.open(
                        new MoveConfig(7, () -> source, target, folder.resolve("move"), tier),
                        goal);
        return move;
    }

    private void await(MoveStatus.Phase phase) throws Exception {
        Await.until(
                phase + "; it is " + move.status(),
                PATIENCE,
                () -> {
                    MoveStatus status = move.status();
                    assertThat(status.problems()).isEmpty();
                    return status.phase() == phase;
                });
    }

    private void awaitFollowed() throws Exception {
        await(MoveStatus.Phase.FOLLOWING);
        Await.until("compared", PATIENCE, () -> move.status().comparison() != null);
    }

    private static void awaitMore(Writers writers, int more) throws Exception {
        int enough = writers.count() + more;
        Await.until("writes", PATIENCE, () -> writers.count() > enough);
    }

    private void assertEqualSides() throws Exception {
        try (Connection original = Route.open(tier.targetIsPrimary() ? target : source);
                Connection copy = Route.open(tier.targetIsPrimary() ? source : target)) {
            var result =
                    new Comparison(
                                    original,
                                    copy,
                                    List.of(Side.SCHEMA),
                                    false,
                                    TestServers.PATIENCE)
                            .run((_, _) -> {});
            assertThat(result.differing()).isEmpty();
            assertThat(result.rows()).isGreaterThan(3000);
        }
    }

    private void assertNothingLeft() throws IOException {
        String slots =
                "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()";
        assertThat(TestServers.ask(source, slots)).isEqualTo("0");
        assertThat(TestServers.ask(target, slots)).isEqualTo("0");
        String own =
                "SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_namespace WHERE nspname = 'tenfold_move')";
        assertThat(TestServers.ask(source, own)).isEqualTo("0");
        assertThat(TestServers.ask(target, own)).isEqualTo("0");
        assertThat(TestServers.ask(target, Unmovable.OBJECTS_OF_THE_APPLICATION)).isEqualTo("0");
        assertThat(TestServers.ask(application, "SHOW transaction_read_only")).isEqualTo("off");
    }

    @Test
    void movesThereAndBackUnderWritersAndLosesNothing() throws Exception {
        try (var writers = new Writers(tier, application, target, 4, 1)) {
            awaitMore(writers, 20);
            open(MoveGoal.FOLLOW);
            awaitFollowed();
            assertThat(Objects.requireNonNull(move.status().comparison()).same()).isTrue();
            assertThat(move.status().rowsCopied()).isGreaterThan(3000);
            awaitMore(writers, 100);

            move.want(MoveGoal.SWITCH);
            await(MoveStatus.Phase.REVERSIBLE);
            var there = Objects.requireNonNull(move.status().switched());
            assertThat(there.toTarget()).isTrue();
            awaitMore(writers, 100);
            assertThat(writers.missingIn(target)).isEmpty();

            move.want(MoveGoal.BACK);
            await(MoveStatus.Phase.BACK);
            var back = Objects.requireNonNull(move.status().switched());
            assertThat(back.toTarget()).isFalse();
            awaitMore(writers, 100);

            writers.close();
            assertThat(writers.failures()).isEmpty();
            assertThat(writers.missingIn(source)).isEmpty();
            System.out.printf(
                    "move under %d writes: pause there %d ms, back %d ms%n",
                    writers.count(), there.pauseMillis(), back.pauseMillis());
        }
        assertNothingLeft();
    }

    @Test
    void theSourceFollowsUntilTheMoveIsCompleteAndIsFencedAfterwards() throws Exception {
        try (var writers = new Writers(tier, application, target, 2, 2)) {
            open(MoveGoal.SWITCH);
            await(MoveStatus.Phase.REVERSIBLE);
            awaitMore(writers, 100);
            writers.close();
            assertThat(writers.failures()).isEmpty();
        }
        Await.until("lag", PATIENCE, () -> sides("ledger") && sides("people"));
        assertEqualSides();
        assertThat(TestServers.ask(target, "SELECT count(*) FROM public.audit"))
                .isEqualTo(TestServers.ask(source, "SELECT count(*) FROM public.audit"));
        Await.until("fenced", PATIENCE, this::refusesTheApplication);

        move.want(MoveGoal.COMPLETE);
        await(MoveStatus.Phase.COMPLETE);
        assertThat(refusesTheApplication()).isTrue();
        assertThat(
                        TestServers.ask(
                                target,
                                "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                .isEqualTo("0");
    }

    private boolean sides(String table) throws IOException {
        String sum =
                "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM public."
                        + table
                        + " t";
        return TestServers.ask(source, sum).equals(TestServers.ask(target, sum));
    }

    private boolean refusesTheApplication() {
        try {
            TestServers.ask(application, "SELECT 1");
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("53300");
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestTier.Crash.class, names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
    void aProcessThatEndsDuringTheSwitchGoesOnOnTheSideThatWasRecorded(TestTier.Crash crash)
            throws Exception {
        try (var writers = new Writers(tier, application, target, 2, 3)) {
            open(MoveGoal.FOLLOW);
            awaitFollowed();
            tier.crash = crash;
            move.want(MoveGoal.SWITCH);
            boolean done = crash == TestTier.Crash.AFTER_PROMOTING;
            Await.until("dead", PATIENCE, () -> !move.working());
            move.close();
            assertThat(tier.targetIsPrimary()).isEqualTo(done);

            open(MoveGoal.FOLLOW); // the new process: clients come when the tier serves again
            Await.until("settled", PATIENCE, () -> done || !refusesTheApplication());
            tier.restart();
            await(done ? MoveStatus.Phase.REVERSIBLE : MoveStatus.Phase.FOLLOWING);
            awaitMore(writers, 30);
            move.want(MoveGoal.SWITCH);
            await(MoveStatus.Phase.REVERSIBLE);
            awaitMore(writers, 30);

            tier.crash = crash;
            move.want(MoveGoal.BACK);
            Await.until("dead", PATIENCE, () -> !move.working());
            move.close();
            assertThat(tier.targetIsPrimary()).isEqualTo(!done);
            open(MoveGoal.BACK);
            tier.restart();
            await(MoveStatus.Phase.BACK);
            awaitMore(writers, 30);
            writers.close();
            assertThat(writers.missingIn(source)).isEmpty();
        }
        assertNothingLeft();
    }

    @Test
    void aProcessThatEndsAnywhereGoesOnWhenItIsOpenedAgain() throws Exception {
        long seed = Long.getLong("seed", 1);
        var random = new Random(seed);
        try (var writers = new Writers(tier, application, target, 2, seed)) {
            open(MoveGoal.FOLLOW);
            for (int i = 0; i < Integer.getInteger("kills", 12); i++) {
                long end = System.nanoTime() + random.nextInt(900) * 1_000_000L;
                Await.until("then", PATIENCE, () -> System.nanoTime() > end);
                move.close();
                tier.restart();
                open(MoveGoal.FOLLOW);
            }
            awaitFollowed();
            assertThat(Objects.requireNonNull(move.status().comparison()).differing()).isEmpty();
            move.want(MoveGoal.SWITCH);
            await(MoveStatus.Phase.REVERSIBLE);
            writers.close();
            assertThat(writers.failures()).isEmpty();
            assertThat(writers.missingIn(target)).isEmpty();
        }
    }
}
