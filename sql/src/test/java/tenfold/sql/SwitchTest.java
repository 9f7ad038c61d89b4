package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.model.PoolMode;
import tenfold.sql.gateway.Serving;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Await;
import tenfold.testkit.Outcome;

/// One server takes over from another under clients at work.
@Timeout(120)
class SwitchTest {
    private static final List<String> MODES = List.of("simple", "extended", "extendedForPrepared");

    private TestServers servers;

    @BeforeEach
    void start() throws Exception {
        servers = TestServers.withStandby(PoolMode.TRANSACTION, 4);
    }

    @AfterEach
    void stop() throws Exception {
        servers.close();
    }

    private static String state(SQLException e) {
        return String.valueOf(e.getSQLState());
    }

    @Test
    void aPlannedSwitchFailsNothing() throws Exception {
        var work = new Work(servers, 6);
        work.start();
        work.untilAcked(300);
        servers.switchOver();
        work.untilAcked(600);
        servers.first.processes().kill();
        work.untilAcked(700);
        assertThat(work.finish()).isEmpty();
        work.assertNothingLostOrDoubled();
    }

    @Test
    void aKilledPrimaryLosesNothingAndSaysOnlyWhatIsKnown() throws Exception {
        servers.synchronize();
        var work = new Work(servers, 6);
        work.start();
        work.untilAcked(300);
        servers.first.processes().kill();
        servers.gateway.serve(new Serving(1, null, List.of()));
        servers.second().promote();
        servers.gateway.serve(new Serving(2, servers.upstream(2), List.of()));
        work.untilAcked(600);
        assertThat(work.finish().keySet()).isSubsetOf("08007", "40001");
        work.assertNothingLostOrDoubled();
    }

    /// Clients that append ids: alone, in transactions, and reading in between.
    private static final class Work {
        private final TestServers servers;
        private final int clients;
        private final AppendHistory history = new AppendHistory();
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong reads = new AtomicLong();
        private final Map<String, Integer> failures = new TreeMap<>();
        private final List<Future<Void>> running = new ArrayList<>();

        Work(TestServers servers, int clients) {
            this.servers = servers;
            this.clients = clients;
        }

        void start() throws Exception {
            try (Connection admin = servers.connect()) {
                run(admin, "CREATE TABLE ids(id bigint)");
            }
            var threads = Executors.newVirtualThreadPerTaskExecutor();
            for (int i = 0; i < clients; i++) {
                String mode = MODES.get(i % MODES.size());
                running.add(threads.submit(() -> client(mode)));
            }
        }

        private Void client(String mode) throws SQLException {
            try (Connection client =
                    servers.connect("preferQueryMode", mode, "prepareThreshold", "2")) {
                for (int i = 0; !over.get(); i++) {
                    append(client, i % 3);
                }
            }
            return null;
        }

        private void append(Connection client, int kind) throws SQLException {
            long id = history.begin();
            try {
                client.setAutoCommit(kind != 1);
                try (var insert = client.prepareStatement("INSERT INTO ids VALUES (?)")) {
                    insert.setLong(1, id);
                    insert.executeUpdate();
                }
                if (kind == 1) {
                    client.commit();
                }
                history.end(id, Outcome.ACKED);
                if (kind == 2) {
                    one(client, "SELECT count(*) FROM ids WHERE id = " + id);
                    reads.incrementAndGet();
                }
            } catch (SQLException e) {
                note(e);
                if (state(e).equals("40001")) {
                    history.end(id, Outcome.FAILED);
                }
                if (!client.getAutoCommit()) {
                    client.rollback();
                }
            }
        }

        private synchronized void note(SQLException e) {
            failures.merge(state(e), 1, Integer::sum);
        }

        void untilAcked(long count) throws Exception {
            Await.until(
                    count + " ids acknowledged",
                    Duration.ofSeconds(40),
                    () -> history.acked() >= count || running.stream().anyMatch(Future::isDone));
        }

        /// Failures by SQLSTATE.
        @SuppressWarnings("InterruptedExceptionSwallowed") // JUnit fails
        Map<String, Integer> finish() throws Exception {
            over.set(true);
            for (Future<Void> each : running) {
                each.get(40, TimeUnit.SECONDS);
            }
            return failures;
        }

        void assertNothingLostOrDoubled() throws SQLException {
            List<Long> found = new ArrayList<>();
            try (Connection reader = servers.connect();
                    var statement = reader.createStatement();
                    var rows = statement.executeQuery("SELECT id FROM ids")) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
            assertThat(history.check(found))
                    .matches(
                            AppendHistory.Verdict::holds, "nothing is lost, doubled or unexpected");
        }
    }

    @Test
    void settingsSurviveASwitchAndSessionsWithStateOnTheServerEnd() throws Exception {
        try (Connection settings = servers.connect();
                Connection temporary = servers.connect()) {
            run(settings, "SET search_path TO pg_catalog, public", "SET work_mem TO '7MB'");
            run(temporary, "CREATE TEMPORARY TABLE mine(id int)");
            servers.switchOver();
            assertThat(one(settings, "SHOW work_mem")).isEqualTo("7MB");
            assertThat(one(settings, "SELECT pg_is_in_recovery()")).isEqualTo("f");
            assertThatThrownBy(() -> one(temporary, "SELECT count(*) FROM mine"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> {
                                assertThat(state(e)).isEqualTo("57P01");
                                assertThat(e.getMessage()).contains("temporary objects");
                            });
        }
    }

    @Test
    void aServerThatStopsHasItsStatementsRunAgain() throws Exception {
        try (Connection client = servers.connect()) {
            run(client, "CREATE TABLE again(id int)");
            servers.catchUp();
            var insert = later(client, "INSERT INTO again SELECT 1 FROM pg_sleep(1.5)");
            Await.until(
                    "a statement under way",
                    Duration.ofSeconds(5),
                    () -> servers.gateway.report().serverConnectionsBusy() == 1);
            servers.gateway.serve(new Serving(1, null, List.of()));
            servers.catchUp();
            try (Connection admin = java.sql.DriverManager.getConnection(servers.first.jdbcUrl())) {
                run(
                        admin,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO again%'");
            }
            servers.second().promote();
            servers.gateway.serve(new Serving(2, servers.upstream(2), List.of()));
            assertThat(insert.get(20, TimeUnit.SECONDS)).isEqualTo("done");
            assertThat(one(client, "SELECT count(*) FROM again")).isEqualTo("1");
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

    @Test
    void aStandbyIsNeverTakenForThePrimary() throws Exception {
        try (Connection client = servers.connect()) {
            run(client, "CREATE TABLE safe(id int)");
            servers.catchUp();
            servers.gateway.serve(new Serving(2, servers.upstream(2), List.of()));
            var insert = later(client, "INSERT INTO safe VALUES (1)");
            Await.until(
                    "a held statement",
                    Duration.ofSeconds(5),
                    () -> servers.gateway.report().clientsWaiting() == 1);
            servers.second().promote();
            assertThat(insert.get(20, TimeUnit.SECONDS)).isEqualTo("done");
        }
    }
}
