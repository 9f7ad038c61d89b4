package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.sql.TestGateway.one;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.testkit.Await;

/// Limits of time and number that a short life in a test does not reach by itself.
@Timeout(60)
class LimitsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// The default limits but for these.
    private static SqlLimits limits(
            Duration idleTime, Duration lifeTime, int preparedPerPoolMax, int cancelsMax) {
        SqlLimits some = SqlLimits.DEFAULT;
        return new SqlLimits(
                some.statementLengthMax(),
                some.preAuthLengthMax(),
                some.loginsMax(),
                some.loginsPerAddressMax(),
                some.loginTime(),
                some.waitersMax(),
                Duration.ofSeconds(10),
                some.holdTime(),
                some.pipelineMax(),
                some.preparedPerServerMax(),
                preparedPerPoolMax,
                some.preparedPerClientMax(),
                cancelsMax,
                idleTime,
                lifeTime,
                some.heldBytesMax());
    }

    private static TestGateway open(SqlLimits limits, int serverConnectionsMax) throws Exception {
        return TestGateway.open(
                limits,
                new PoolPolicy(PoolMode.TRANSACTION, serverConnectionsMax, 100),
                "fsync=off");
    }

    private static String pid(Connection client) throws SQLException {
        return one(client, "SELECT pg_backend_pid()");
    }

    @Test
    void aServerConnectionIsClosedWhenItHasIdledForItsTime() throws Exception {
        var limits = limits(Duration.ofMillis(300), Duration.ofHours(1), 100, 10);
        try (TestGateway gateway = open(limits, 2);
                Connection client = gateway.connect();
                Connection onlooker = DriverManager.getConnection(gateway.postgres().jdbcUrl())) {
            String first = pid(client);
            assertThat(pid(client)).isEqualTo(first);
            String alive = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + first;
            Await.until("its end", PATIENCE, () -> one(onlooker, alive).equals("0"));
            assertThat(pid(client)).isNotEqualTo(first);
        }
    }

    @Test
    void aServerConnectionThatIsUsedAllTheTimeIsReplacedAfterItsLifeTime() throws Exception {
        var limits = limits(Duration.ofHours(1), Duration.ofMillis(300), 100, 10);
        try (TestGateway gateway = open(limits, 1);
                Connection client = gateway.connect()) {
            String first = pid(client);
            Await.until("another server process", PATIENCE, () -> !pid(client).equals(first));
            client.setAutoCommit(false);
            String inTransaction = pid(client);
            one(client, "SELECT pg_sleep(0.7)");
            assertThat(pid(client)).isEqualTo(inTransaction);
            client.commit();
        }
    }

    @Test
    void aPoolRemembersOnlySoManyPreparedStatementsAndServesTheOthersStill() throws Exception {
        for (int remembered : new int[] {2, 100}) {
            var limits = limits(Duration.ofHours(1), Duration.ofHours(1), remembered, 10);
            try (TestGateway gateway = open(limits, 1);
                    Connection first = gateway.connect("prepareThreshold", "1");
                    RawClient _ = new RawClient(gateway.port()); // The other loop's turn.
                    Connection second = gateway.connect("prepareThreshold", "1")) {
                List<PreparedStatement> statements = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    statements.add(first.prepareStatement("SELECT 1000 + " + i));
                    run(statements.getLast(), 1000 + i);
                }
                for (int i = 3; i >= 0; i--) {
                    run(statements.get(i), 1000 + i);
                }
                try (PreparedStatement same = second.prepareStatement("SELECT 1000 + 0")) {
                    run(same, 1000);
                }
                String known =
                        one(
                                first,
                                "SELECT count(*) FROM pg_prepared_statements"
                                        + " WHERE statement = 'SELECT 1000 + 0'");
                assertThat(known).as("of %s", remembered).isEqualTo(remembered == 2 ? "2" : "1");
            }
        }
    }

    private static void run(PreparedStatement statement, int expected) throws SQLException {
        try (var rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(expected);
        }
    }

    @Test
    void anEventLoopWithoutServerConnectionsGetsOneFromABusyOne() throws Exception {
        for (int serverConnections : new int[] {1, 3}) {
            try (TestGateway gateway = open(SqlLimits.DEFAULT, serverConnections)) {
                List<Connection> busy = new ArrayList<>();
                List<Connection> late = new ArrayList<>();
                for (int i = 0; i < 12; i++) { // Two loops take them by turns.
                    (i % 2 == 0 ? busy : late).add(gateway.connect());
                }
                var over = new AtomicBoolean();
                List<CompletableFuture<Integer>> work =
                        busy.stream().map(each -> work(each, over)).toList();
                Await.until("they work", PATIENCE, () -> transactions(gateway) > 100);
                for (int i = 0; i < 20; i++) {
                    assertThat(one(late.get(i % late.size()), "SELECT " + i)).isEqualTo("" + i);
                }
                over.set(true);
                assertThat(work).allMatch(each -> each.join() > 0);
            }
        }
    }

    private static long transactions(TestGateway gateway) {
        return gateway.sql().report().transactions();
    }

    /// One short transaction after the other.
    private static CompletableFuture<Integer> work(Connection client, AtomicBoolean over) {
        return CompletableFuture.supplyAsync(
                () -> {
                    int done = 0;
                    while (!over.get()) {
                        try {
                            one(client, "SELECT pg_sleep(0.002)");
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                        done++;
                    }
                    return done;
                },
                task -> Thread.startVirtualThread(task));
    }

    @Test
    void onlySoManyCancelRequestsAreOnTheirWayAtOnce() throws Exception {
        var limits = limits(Duration.ofHours(1), Duration.ofHours(1), 100, 1);
        try (TestGateway gateway = open(limits, 2);
                Connection first = gateway.connect();
                Connection second = gateway.connect();
                Statement one = first.createStatement();
                Statement other = second.createStatement()) {
            List<CompletableFuture<String>> sleeps = List.of(sleep(one), sleep(other));
            Await.until(
                    "both sleep",
                    PATIENCE,
                    () -> gateway.sql().report().serverConnectionsBusy() == 2);
            long postmaster = gateway.postgres().processes().root();
            signal(postmaster, "STOP"); // It takes no connection, so the first request stays.
            try {
                one.cancel();
                other.cancel();
            } finally {
                signal(postmaster, "CONT");
            }
            assertThat(sleeps.stream().map(CompletableFuture::join))
                    .containsExactlyInAnyOrder("57014", "slept");
            assertThat(gateway.sql().report().troubles().cancels()).isEqualTo(1);
        }
    }

    private static CompletableFuture<String> sleep(Statement statement) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        statement.execute("SELECT pg_sleep(3)");
                        return "slept";
                    } catch (SQLException e) {
                        return String.valueOf(e.getSQLState());
                    }
                },
                task -> Thread.startVirtualThread(task));
    }

    private static void signal(long pid, String name) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.onExit().join().exitValue()).isZero();
    }
}
