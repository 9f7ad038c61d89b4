package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import tenfold.model.PoolMode;
import tenfold.testkit.Await;

/// Commits that wait for a synchronous standby which does not answer.
@Timeout(90)
class SynchronousCommitTest {
    private static TestServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = TestServers.withStandby(PoolMode.TRANSACTION, 6);
        servers.synchronize();
        try (Connection client = servers.connect()) {
            run(
                    client,
                    "CREATE TABLE kept(id int)",
                    "CREATE FUNCTION keep() RETURNS int LANGUAGE sql AS 'INSERT INTO kept VALUES (1) RETURNING id'");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    private interface Work {
        void run(Connection client, Statement statement) throws Exception;
    }

    /// Every way in which a statement may come to wait for its standby.
    private static Map<String, Work> ways() {
        Map<String, Work> ways = new LinkedHashMap<>();
        ways.put("insert", (_, statement) -> statement.execute("INSERT INTO kept VALUES (1)"));
        ways.put("function", (_, statement) -> statement.execute("SELECT keep()"));
        ways.put(
                "commit",
                (client, statement) -> {
                    statement.execute("BEGIN; INSERT INTO kept VALUES (1)");
                    statement.execute("COMMIT");
                });
        ways.put(
                "prepare",
                (client, statement) -> {
                    statement.execute("BEGIN; INSERT INTO kept VALUES (1)");
                    statement.execute("PREPARE TRANSACTION 'kept'");
                });
        ways.put(
                "copy",
                (client, _) ->
                        client.unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyIn("COPY kept FROM STDIN", new StringReader("1\n")));
        return ways;
    }

    @Test
    void aCancelDoesNotReachACommitThatWaits() throws Exception {
        for (String mode : new String[] {"simple", "extended"}) {
            for (var way : ways().entrySet()) {
                cancelled(mode, way.getKey(), way.getValue());
            }
        }
    }

    private static void cancelled(String mode, String name, Work work) throws Exception {
        try (Connection client = servers.connect("preferQueryMode", mode);
                Connection admin = DriverManager.getConnection(servers.first.jdbcUrl());
                Statement statement = client.createStatement()) {
            servers.second().processes().freeze();
            CompletableFuture<String> outcome;
            try {
                outcome = later(work, client, statement);
                awaitCommit(admin);
                long before = servers.gateway.report().troubles().cancelsWithheld();
                client.unwrap(PGConnection.class).cancelQuery();
                Await.until(
                        name + ": a cancel request that is withheld",
                        Duration.ofSeconds(10),
                        () -> servers.gateway.report().troubles().cancelsWithheld() > before);
                assertThat(outcome).isNotDone();
            } finally {
                servers.second().processes().thaw();
            }
            assertThat(outcome.get(20, TimeUnit.SECONDS)).as(name).isEqualTo("done");
            rollBackPrepared(admin);
        }
    }

    @Test
    void aWaitThatEndsEarlyIsNeverASuccess() throws Exception {
        for (String mode : new String[] {"simple", "extended"}) {
            for (var way : ways().entrySet()) {
                interrupted(mode, way.getKey(), way.getValue());
            }
        }
    }

    private static void interrupted(String mode, String name, Work work) throws Exception {
        try (Connection client = servers.connect("preferQueryMode", mode);
                Connection admin = DriverManager.getConnection(servers.first.jdbcUrl());
                Statement statement = client.createStatement()) {
            servers.second().processes().freeze();
            try {
                var outcome = later(work, client, statement);
                awaitCommit(admin);
                run(
                        admin,
                        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
                assertThat(outcome.get(20, TimeUnit.SECONDS)).as(name).isEqualTo("08007");
            } finally {
                servers.second().processes().thaw();
            }
            assertThat(one(client, "SELECT 1")).isEqualTo("1");
            rollBackPrepared(admin);
        }
    }

    private static void rollBackPrepared(Connection admin) throws SQLException {
        if (!one(admin, "SELECT count(*) FROM pg_prepared_xacts").equals("0")) {
            run(admin, "ROLLBACK PREPARED 'kept'");
        }
    }

    private static void awaitCommit(Connection admin) throws Exception {
        Await.until(
                "a commit that waits",
                Duration.ofSeconds(10),
                () ->
                        one(
                                        admin,
                                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                                .equals("1"));
    }

    private static CompletableFuture<String> later(
            Work work, Connection client, Statement statement) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        work.run(client, statement);
                        return "done";
                    } catch (SQLException e) {
                        return String.valueOf(e.getSQLState());
                    } catch (Exception e) {
                        return e.toString();
                    }
                },
                task -> Thread.startVirtualThread(task));
    }
}
