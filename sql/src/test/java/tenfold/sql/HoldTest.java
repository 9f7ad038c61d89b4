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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.testkit.Await;

/// The server dies, comes back, or is too busy.
class HoldTest {
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        SqlLimits some = SqlLimits.DEFAULT;
        var limits =
                new SqlLimits(
                        4096,
                        some.preAuthLengthMax(),
                        some.loginsMax(),
                        some.loginsPerAddressMax(),
                        some.loginTime(),
                        3,
                        Duration.ofMillis(700),
                        Duration.ofSeconds(6),
                        64,
                        2,
                        5,
                        3,
                        10,
                        some.idleTime(),
                        some.lifeTime(),
                        some.heldBytesMax());
        gateway =
                TestGateway.open(limits, new PoolPolicy(PoolMode.TRANSACTION, 2, 50), "fsync=off");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private static String state(SQLException e) {
        return String.valueOf(e.getSQLState());
    }

    @Test
    void statementsAreHeldWhileTheServerIsAway() throws Exception {
        try (Connection idle = gateway.connect();
                Connection inTransaction = gateway.connect()) {
            run(idle, "CREATE TABLE kept(id int)", "INSERT INTO kept VALUES (1)");
            inTransaction.setAutoCommit(false);
            assertThat(one(inTransaction, "SELECT 1")).isEqualTo("1");
            gateway.postgres().processes().kill();

            var held =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return one(idle, "SELECT count(*) FROM kept");
                        } catch (SQLException e) {
                            return state(e);
                        }
                    });
            Await.until(
                    "a held client",
                    Duration.ofSeconds(5),
                    () -> gateway.sql().report().clientsWaiting() == 1);
            gateway.postgres().restart();
            assertThat(held.get()).isEqualTo("1");
            assertThatThrownBy(() -> one(inTransaction, "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(state(e)).isEqualTo("40001"));
            inTransaction.rollback();
            assertThat(one(inTransaction, "SELECT count(*) FROM kept")).isEqualTo("1");
        }
    }

    @Test
    void aWriteWhoseAnswerWasLostIsReportedAsUnknown() throws Exception {
        try (Connection client = gateway.connect()) {
            run(client, "CREATE TABLE written(id int)");
            var write =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            run(client, "INSERT INTO written SELECT 1 FROM pg_sleep(30)");
                            return "done";
                        } catch (SQLException e) {
                            return state(e) + " " + e.getMessage();
                        }
                    });
            Await.until(
                    "a busy connection",
                    Duration.ofSeconds(5),
                    () -> gateway.sql().report().serverConnectionsBusy() == 1);
            gateway.postgres().processes().kill();
            assertThat(write.get()).startsWith("08007").contains("unknown");
        }
    }

    @Test
    void aCommitThatItsStandbysMayNotHaveIsReportedAsUnknown() throws Exception {
        for (String mode : List.of("simple", "extended")) {
            try (Connection admin = gateway.connect();
                    Connection client = gateway.connect("preferQueryMode", mode)) {
                run(client, "CREATE TABLE " + mode + "(id int)");
                standbys(admin, "nobody");
                assertThat(withoutStandby(admin, () -> run(client, insert(mode))))
                        .startsWith("08007");
                client.setAutoCommit(false);
                run(client, insert(mode));
                assertThat(withoutStandby(admin, client::commit)).startsWith("08007");
                standbys(admin, "");
                assertThat(one(client, "SELECT count(*) FROM " + mode)).isEqualTo("2");
            }
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static String insert(String table) {
        return "INSERT INTO " + table + " VALUES (1)";
    }

    private static void standbys(Connection admin, String names) throws Exception {
        run(admin, "ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
        run(admin, "SELECT pg_reload_conf()");
        Await.until(
                "the server's new setting",
                Duration.ofSeconds(5),
                () -> one(admin, "SHOW synchronous_standby_names").equals(names));
    }

    /// Ends the wait of `work`'s commit for a standby that never comes; how `work` ended.
    private static String withoutStandby(Connection admin, Work work) throws Exception {
        var outcome =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        work.run();
                        return "done";
                    } catch (SQLException e) {
                        return state(e) + " " + e.getMessage();
                    }
                });
        Await.until(
                "a commit that waits",
                Duration.ofSeconds(5),
                () ->
                        !one(
                                        admin,
                                        "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                                .equals("0"));
        return outcome.get();
    }

    @Test
    void waitingEndsWhenItsTimeIsOverAndOnlySoManyMayWait() throws Exception {
        var holders = new java.util.ArrayList<Connection>();
        var waiters = new java.util.ArrayList<CompletableFuture<String>>();
        var clients = new java.util.ArrayList<Connection>();
        for (int i = 0; i < 8; i++) {
            clients.add(gateway.connect());
        }
        for (int i = 0; i < 2; i++) {
            Connection holder = gateway.connect();
            holder.setAutoCommit(false);
            one(holder, "SELECT 1");
            holders.add(holder);
        }
        for (int i = 0; i < 8; i++) {
            Connection waiter = clients.get(i);
            waiters.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return one(waiter, "SELECT 1");
                                } catch (SQLException e) {
                                    return state(e) + e.getMessage();
                                }
                            },
                            task -> Thread.startVirtualThread(task)));
        }
        var answers = waiters.stream().map(CompletableFuture::join).toList();
        assertThat(answers).allMatch(answer -> answer.startsWith("53300"));
        assertThat(answers).anyMatch(answer -> answer.contains("700 ms"));
        assertThat(answers).anyMatch(answer -> answer.contains("too many clients wait"));
        assertThat(gateway.sql().report().troubles().waitTimeouts()).isPositive();
        holders.getFirst().commit();
        try (Connection after = gateway.connect()) {
            assertThat(one(after, "SELECT 1")).isEqualTo("1");
        }
        for (Connection each : holders) {
            each.close();
        }
    }

    @Test
    void statementsAboveALimitAreRefusedAndBelowItStillServed() throws Exception {
        try (Connection client = gateway.connect()) {
            assertThatThrownBy(() -> one(client, "SELECT '" + "x".repeat(5000) + "'"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(state(e)).isEqualTo("08P01"));
        }
        try (var raw = RawClient.login(gateway)) {
            assertThatThrownBy(
                            () -> {
                                sendFarAhead(raw);
                                while (true) {
                                    RawClient.Message each = raw.read();
                                    if (each.tag() == 'E') {
                                        assertThat(each.sqlState()).isEqualTo("54000");
                                    }
                                }
                            })
                    .isInstanceOf(java.io.IOException.class);
        }
        try (Connection client = gateway.connect("prepareThreshold", "1")) {
            for (int i = 0; i < 2; i++) {
                for (int n = 0; n < 8; n++) {
                    try (var statement = client.prepareStatement("SELECT " + n);
                            var rows = statement.executeQuery()) {
                        rows.next();
                        assertThat(rows.getInt(1)).isEqualTo(n);
                    }
                }
            }
        } catch (SQLException e) {
            assertThat(state(e)).isEqualTo("54000");
        }
    }

    @Test
    void drainingLetsTransactionsFinish() throws Exception {
        Connection working = gateway.connect();
        Connection idle = gateway.connect();
        run(working, "CREATE TABLE drained(id int)");
        working.setAutoCommit(false);
        run(working, "INSERT INTO drained VALUES (1)");
        var drained =
                CompletableFuture.runAsync(() -> {
                    try {
                        gateway.sql().drain(Duration.ofSeconds(10));
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
        Await.until("idle clients are ended", Duration.ofSeconds(5), () -> !idle.isValid(1));
        working.commit();
        drained.get();
        assertThatThrownBy(() -> gateway.connect()).isInstanceOf(SQLException.class);
    }

    @Test
    void anOlderImageIsRefusedAndTheSameOneChangesNothing() throws Exception {
        try (Connection client = gateway.connect()) {
            gateway.sql().apply(2, gateway.image());
            gateway.sql().apply(2, gateway.image());
            assertThat(one(client, "SELECT 1")).isEqualTo("1");
            assertThatThrownBy(() -> gateway.sql().apply(1, gateway.image()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(gateway.sql().report().listeners())
                    .singleElement()
                    .matches(each -> each.open());
        }
    }

    private static void sendFarAhead(RawClient client) throws java.io.IOException {
        for (int i = 0; i < 200; i++) {
            client.out.write(RawClient.message('P', RawClient.body("", "SELECT 1", 0)));
        }
        client.out.flush();
    }
}
