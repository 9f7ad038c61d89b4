package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.model.PoolMode;
import tenfold.sql.gateway.Serving;
import tenfold.testkit.Await;

/// What clients see whose server connection is taken away.
@Timeout(60)
class LostServerTest {
    private static final List<String> MODES = List.of("simple", "extended", "extendedForPrepared");

    private static TestServers servers;
    private static long epoch = 1;

    @BeforeAll
    static void start() throws Exception {
        servers = TestServers.alone(PoolMode.TRANSACTION, 4);
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    /// Cuts every connection, as when another server takes over.
    private static void loseServer() {
        servers.gateway.serve(new Serving(++epoch, servers.upstream(1), List.of()));
    }

    private static String state(SQLException e) {
        return String.valueOf(e.getSQLState());
    }

    @Test
    void aTransactionThatLostItsServerFailsOnceAndItsClientGoesOn() throws Exception {
        for (String mode : MODES) {
            try (Connection client = servers.connect("preferQueryMode", mode)) {
                run(client, "CREATE TABLE IF NOT EXISTS kept(id int)");
                client.setAutoCommit(false);
                run(client, "INSERT INTO kept VALUES (1)");
                loseServer();
                assertThatThrownBy(() -> run(client, "INSERT INTO kept VALUES (2)"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> {
                                    assertThat(state(e)).isEqualTo("40001");
                                    assertThat(e.getMessage()).contains("run it again");
                                });
                assertThatThrownBy(() -> one(client, "SELECT 1"))
                        .isInstanceOfSatisfying(
                                SQLException.class, e -> assertThat(state(e)).isEqualTo("25P02"));
                client.rollback();
                assertThat(one(client, "SELECT count(*) FROM kept")).isEqualTo("0");
                client.commit();
            }
        }
    }

    @Test
    void aCommitOfALostTransactionIsNotASuccess() throws Exception {
        for (String mode : MODES) {
            try (Connection client = servers.connect("preferQueryMode", mode)) {
                run(client, "CREATE TABLE IF NOT EXISTS kept(id int)");
                client.setAutoCommit(false);
                run(client, "INSERT INTO kept VALUES (1)");
                loseServer();
                assertThatThrownBy(client::commit)
                        .isInstanceOfSatisfying(
                                SQLException.class, e -> assertThat(state(e)).isEqualTo("40001"));
                assertThat(one(client, "SELECT count(*) FROM kept")).isEqualTo("0");
                client.commit();
            }
        }
    }

    @Test
    void longTransactionsAreEndedWhenPatienceIsOverAndLongStatementsRunAgain() throws Exception {
        try (Connection slow = servers.connect();
                Connection busy = servers.connect();
                Connection brief = servers.connect()) {
            run(slow, "CREATE TABLE late(id int)");
            slow.setAutoCommit(false);
            run(slow, "INSERT INTO late VALUES (1)");
            var statement = later(busy, "INSERT INTO late SELECT 2 FROM pg_sleep(2)");
            Await.until(
                    "two connections in use",
                    Duration.ofSeconds(5),
                    () -> servers.gateway.report().serverConnectionsBusy() == 2);
            var quiet = servers.gateway.quiesce(Duration.ofMillis(300)).get(10, TimeUnit.SECONDS);
            assertThat(quiet.transactionsEnded()).isEqualTo(1);
            assertThat(quiet.took()).isLessThan(Duration.ofSeconds(2));
            var held = later(brief, "INSERT INTO late VALUES (3)");
            servers.gateway.resume();
            assertThat(statement.get(20, TimeUnit.SECONDS)).isEqualTo("done");
            assertThat(held.get(20, TimeUnit.SECONDS)).isEqualTo("done");
            assertThatThrownBy(slow::commit)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(state(e)).isEqualTo("40001"));
            assertThat(one(slow, "SELECT string_agg(id::text, ',' ORDER BY id) FROM late"))
                    .isEqualTo("2,3");
        }
    }

    @Test
    void aFreezeStopsTransactionsBetweenTwoStatements() throws Exception {
        try (Connection inside = servers.connect();
                Connection sleeper = servers.connect()) {
            inside.setAutoCommit(false);
            one(inside, "SELECT 1");
            servers.gateway.freeze(Duration.ofSeconds(2)).get(5, TimeUnit.SECONDS);
            var held = later(inside, "SELECT 2");
            Await.until(
                    "a held statement",
                    Duration.ofSeconds(5),
                    () -> servers.gateway.report().clientsWaiting() == 1);
            servers.gateway.resume();
            assertThat(held.get(5, TimeUnit.SECONDS)).isEqualTo("done");
            inside.commit();
            Await.until(
                    "nothing under way",
                    Duration.ofSeconds(5),
                    () -> servers.gateway.report().serverConnectionsBusy() == 0);

            var asleep = later(sleeper, "SELECT pg_sleep(3)");
            Await.until(
                    "a statement under way",
                    Duration.ofSeconds(5),
                    () -> servers.gateway.report().serverConnectionsBusy() == 1);
            assertThatThrownBy(() ->
                            servers.gateway.freeze(Duration.ofMillis(200)).get(5, TimeUnit.SECONDS))
                    .hasMessageContaining("still ran");
            assertThat(later(inside, "SELECT 3").get(2, TimeUnit.SECONDS)).isEqualTo("done");
            assertThat(asleep.get(10, TimeUnit.SECONDS)).isEqualTo("done");
        }
    }

    @Test
    void aClientThatSendsMoreThanMayBeHeldIsEnded() throws Exception {
        // Three clients on two event loops, each of which holds the bytes of one.
        try (TestServers own = TestServers.holding(40_000);
                Connection first = own.connect("preferQueryMode", "simple");
                Connection second = own.connect("preferQueryMode", "simple");
                Connection third = own.connect("preferQueryMode", "simple")) {
            own.gateway.serve(new Serving(1, null, List.of()));
            String large = "SELECT '" + "x".repeat(30_000) + "'";
            var all = List.of(later(first, large), later(second, large), later(third, large));
            Await.until(
                    "a client that is ended",
                    Duration.ofSeconds(2),
                    () -> all.stream().anyMatch(CompletableFuture::isDone));
            own.gateway.serve(new Serving(1, own.upstream(1), List.of()));
            for (CompletableFuture<String> each : all) {
                assertThat(each.get(5, TimeUnit.SECONDS)).isIn("53200", "done");
            }
            assertThat(all).extracting(CompletableFuture::join).contains("53200", "done");
        }
    }

    @Test
    void statementsAreHeldOnlyForTheHoldTime() throws Exception {
        try (TestServers own = TestServers.holding(1 << 20);
                Connection inside = own.connect();
                Connection outside = own.connect()) {
            inside.setAutoCommit(false);
            one(inside, "SELECT 1");
            own.gateway.freeze(Duration.ofSeconds(2)).get(5, TimeUnit.SECONDS);
            assertThat(later(inside, "SELECT 2").get(10, TimeUnit.SECONDS)).isEqualTo("57P03");
            assertThat(later(outside, "SELECT 2").get(10, TimeUnit.SECONDS)).isEqualTo("57P03");
        }
    }

    private static CompletableFuture<String> later(Connection client, String sql) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        run(client, sql);
                        return "done";
                    } catch (SQLException e) {
                        return state(e);
                    }
                },
                task -> Thread.startVirtualThread(task));
    }
}
