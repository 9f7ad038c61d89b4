package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.testkit.Await;

/// Pooling by session: who has logged in keeps a server connection until leaving.
@Timeout(60)
class SessionPoolingTest {
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway =
                TestGateway.open(
                        SqlLimits.DEFAULT,
                        new PoolPolicy(PoolMode.SESSION, 1, 50),
                        "fsync=off",
                        "max_prepared_transactions=5");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static String pid(Connection client) throws SQLException {
        return one(client, "SELECT pg_backend_pid()");
    }

    @Test
    void aSessionKeepsItsServerConnectionAndAllThatIsInIt() throws Exception {
        try (Connection client = gateway.connect("prepareThreshold", "1")) {
            String server = pid(client);
            run(
                    client,
                    "SET work_mem = '7MB'",
                    "CREATE TEMP TABLE mine(id int)",
                    "INSERT INTO mine VALUES (1)",
                    "PREPARE mine_too AS SELECT 2",
                    "LISTEN news",
                    "SELECT pg_advisory_lock(7)",
                    "SELECT set_config('a.b', 'hidden from any parser', false)");
            try (PreparedStatement statement = client.prepareStatement("SELECT ?::int")) {
                for (int i = 0; i < 3; i++) {
                    statement.setInt(1, i);
                    statement.executeQuery().close();
                }
            }
            assertThat(one(client, "SHOW work_mem")).isEqualTo("7MB");
            assertThat(one(client, "SHOW a.b")).isEqualTo("hidden from any parser");
            assertThat(one(client, "SELECT id FROM mine")).isEqualTo("1");
            assertThat(one(client, "EXECUTE mine_too")).isEqualTo("2");
            assertThat(one(client, "SELECT pg_listening_channels()")).isEqualTo("news");
            assertThat(pid(client)).isEqualTo(server);
        }
    }

    @Test
    void theNextSessionFindsNothingOfTheLast() throws Exception {
        String server;
        try (Connection client = gateway.connect()) {
            server = pid(client);
            run(
                    client,
                    "SET work_mem = '7MB'",
                    "CREATE TEMP TABLE left_behind(id int)",
                    "PREPARE left_behind AS SELECT 2",
                    "LISTEN left_behind",
                    "SELECT pg_advisory_lock(8)",
                    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                    "SELECT set_config('a.b', 'left behind', false)");
            assertThat(pid(client)).isEqualTo(server);
        }
        try (RawClient _ = new RawClient(gateway.port()); // The other event loop's turn.
                Connection next = gateway.connect()) {
            assertThat(pid(next)).isEqualTo(server);
            assertThat(one(next, "SHOW work_mem")).isEqualTo("4MB");
            assertThat(one(next, "SHOW default_transaction_read_only")).isEqualTo("off");
            assertThat(one(next, "SELECT current_setting('a.b', true)")).isIn("null", "");
            assertThat(
                            one(
                                    next,
                                    "SELECT (SELECT count(*) FROM pg_prepared_statements)"
                                            + " + (SELECT count(*) FROM pg_listening_channels())"
                                            + " + (SELECT count(*) FROM pg_class WHERE relname = 'left_behind')"
                                            + " + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aSessionThatLeavesInsideATransactionIsRolledBack() throws Exception {
        try (Connection client = gateway.connect()) {
            run(client, "CREATE TABLE half(id int)");
            client.setAutoCommit(false);
            run(client, "INSERT INTO half VALUES (1)");
        }
        try (Connection next = gateway.connect()) {
            assertThat(one(next, "SELECT count(*) FROM half")).isEqualTo("0");
            run(next, "DROP TABLE half");
        }
    }

    @Test
    void whoFindsNoServerConnectionFreeWaitsUntilASessionEnds() throws Exception {
        Connection first = gateway.connect();
        String server = pid(first);
        CompletableFuture<String> second =
                CompletableFuture.supplyAsync(
                        () -> {
                            try (Connection client = gateway.connect()) {
                                return pid(client);
                            } catch (SQLException e) {
                                return String.valueOf(e.getMessage());
                            }
                        },
                        task -> Thread.startVirtualThread(task));
        Await.until(
                "the second waits",
                Duration.ofSeconds(10),
                () -> gateway.sql().report().clientsWaiting() == 1);
        assertThat(pid(first)).isEqualTo(server);
        assertThat(second).isNotDone();
        first.close();
        assertThat(second.get(20, TimeUnit.SECONDS)).matches("[0-9]+");
    }
}
