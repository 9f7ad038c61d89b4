package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import tenfold.testkit.Await;

/// What keeps a client on one server connection, for how long, and that nothing of it is left to
/// the next client.
class PinningTest {
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.open(4);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static List<Connection> many(int count, String... properties) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(gateway.connect(properties));
        }
        return all;
    }

    private static void closeAll(List<Connection> all) throws SQLException {
        for (Connection each : all) {
            each.close();
        }
    }

    private static int pinned() throws Exception {
        return gateway.sql().report().serverConnectionsPinned();
    }

    private static void awaitPinned(int count) throws Exception {
        Await.until(count + " pinned connections", Duration.ofSeconds(5), () -> pinned() == count);
    }

    @Test
    void temporaryTablesPinTheSessionUntilTheyAreGone() throws Exception {
        List<Connection> all = many(3);
        for (int i = 0; i < all.size(); i++) {
            run(
                    all.get(i),
                    "CREATE TEMP TABLE mine(id int)",
                    "INSERT INTO mine VALUES (" + i + ")");
        }
        awaitPinned(3);
        for (int i = 0; i < all.size(); i++) {
            assertThat(one(all.get(i), "SELECT id FROM mine")).isEqualTo(Integer.toString(i));
            run(all.get(i), "DROP TABLE mine");
        }
        awaitPinned(0);
        closeAll(all);
    }

    @Test
    void theNextClientFindsNothingOfOneThatLeftPinned() throws Exception {
        for (int i = 0; i < 8; i++) {
            try (Connection client = gateway.connect()) {
                run(
                        client,
                        "CREATE TEMP TABLE left_behind(id int)",
                        "PREPARE left_plan AS SELECT 1");
                run(
                        client,
                        "SELECT pg_advisory_lock(77)",
                        "SET ROLE pg_monitor",
                        "SELECT set_config('my.secret', 'x', false)");
            }
        }
        try (Connection next = gateway.connect()) {
            // Not pg_class: that shows other sessions' temporary tables too, until they are reset.
            assertThat(one(next, "SELECT to_regclass('pg_temp.left_behind') IS NULL"))
                    .isEqualTo("t");
            assertThat(one(next, "SELECT current_user")).isEqualTo("postgres");
            assertThat(one(next, "SELECT coalesce(current_setting('my.secret', true), '')"))
                    .isEmpty();
            assertThat(one(next, "SELECT count(*) FROM pg_prepared_statements WHERE from_sql"))
                    .isEqualTo("0");
        }
    }

    @Test
    void advisoryLocksStayWithTheirClient() throws Exception {
        try (Connection first = gateway.connect();
                Connection second = gateway.connect()) {
            run(first, "SELECT pg_advisory_lock(5)");
            assertThat(one(second, "SELECT pg_try_advisory_lock(5)")).isEqualTo("f");
            awaitPinned(1);
            assertThat(one(first, "SELECT pg_advisory_unlock(5)")).isEqualTo("t");
            awaitPinned(0);
            assertThat(one(second, "SELECT pg_try_advisory_lock(5)")).isEqualTo("t");
        }
    }

    @Test
    void sqlPreparedStatementsAndHeldCursorsPin() throws Exception {
        try (Connection client = gateway.connect()) {
            run(
                    client,
                    "PREPARE p AS SELECT 42",
                    "BEGIN",
                    "DECLARE c CURSOR WITH HOLD FOR SELECT 7",
                    "COMMIT");
            assertThat(one(client, "EXECUTE p")).isEqualTo("42");
            assertThat(one(client, "FETCH c")).isEqualTo("7");
            awaitPinned(1);
            run(client, "CLOSE c", "DEALLOCATE p");
            awaitPinned(0);
        }
    }

    @Test
    void roleAndSessionAuthorizationEndSeparately() throws Exception {
        try (Connection client = gateway.connect()) {
            run(client, "SET SESSION AUTHORIZATION pg_monitor", "RESET ROLE");
            assertThat(one(client, "SELECT session_user")).isEqualTo("pg_monitor");
            awaitPinned(1);
            run(client, "RESET SESSION AUTHORIZATION");
            awaitPinned(0);
        }
    }

    @Test
    void notificationsArriveOnAnIdleConnection() throws Exception {
        try (Connection listener = gateway.connect();
                Connection notifier = gateway.connect()) {
            run(listener, "LISTEN news");
            run(notifier, "NOTIFY news, 'hello'");
            var arrived = listener.unwrap(PGConnection.class).getNotifications(5_000);
            assertThat(arrived).hasSize(1);
            assertThat(arrived[0].getParameter()).isEqualTo("hello");
            run(listener, "UNLISTEN *");
        }
    }

    @Test
    void currvalIsNeverAnotherClients() throws Exception {
        try (Connection first = gateway.connect();
                Connection second = gateway.connect()) {
            run(first, "CREATE SEQUENCE ids");
            for (int i = 0; i < 20; i++) {
                run(first, "SELECT nextval('ids')");
                assertThat(lastOrRefused(second)).isIn("55000", "40001");
            }
            second.setAutoCommit(false);
            long drawn = Long.parseLong(one(second, "SELECT nextval('ids')"));
            assertThat(one(second, "SELECT currval('ids')")).isEqualTo(Long.toString(drawn));
            second.rollback();
        }
    }

    private static String lastOrRefused(Connection client) throws SQLException {
        try {
            return one(client, "SELECT currval('ids')");
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @Test
    void aClientThatDrawsReadsItsOwnValueOnceTheDatabaseIsKnownToBeAsked() throws Exception {
        try (Connection first = gateway.connect();
                Connection second = gateway.connect()) {
            run(first, "CREATE SEQUENCE tickets");
            lastOrRefused(first);
            String drawn = one(first, "SELECT nextval('tickets')");
            one(second, "SELECT nextval('tickets')");
            assertThat(one(first, "SELECT currval('tickets')")).isEqualTo(drawn);
        }
    }

    @Test
    void temporaryObjectsOfAnyKindPin() throws Exception {
        try (Connection client = gateway.connect();
                Connection other = gateway.connect()) {
            run(client, "CREATE TABLE measured(a int, b int)");
            run(client, "CREATE STATISTICS pg_temp.pair ON a, b FROM measured");
            awaitPinned(1);
            one(other, "SELECT 1");
            run(client, "DROP STATISTICS pg_temp.pair");
            awaitPinned(0);
        }
    }

    @Test
    void noIdentityIsLeftToTheNextClientHoweverItWasTakenAndLaidDown() throws Exception {
        List<List<String>> ways =
                List.of(
                        List.of("SET ROLE pg_monitor", "RESET ROLE"),
                        List.of(
                                "SET SESSION AUTHORIZATION pg_monitor",
                                "SET SESSION AUTHORIZATION pg_read_all_data",
                                "RESET SESSION AUTHORIZATION"),
                        List.of(
                                "SET SESSION AUTHORIZATION pg_monitor",
                                "SET SESSION AUTHORIZATION nobody_of_that_name",
                                "RESET ROLE"),
                        List.of(
                                "BEGIN",
                                "SET LOCAL SESSION AUTHORIZATION pg_monitor",
                                "RESET SESSION AUTHORIZATION",
                                "ROLLBACK"),
                        List.of(
                                "SET ROLE pg_monitor",
                                "BEGIN",
                                "RESET ROLE",
                                "SELECT 1/0",
                                "ROLLBACK"),
                        List.of("SET ROLE pg_monitor; RESET ROLE; SELECT 1/0"),
                        List.of("SET ROLE pg_monitor", "RESET ROLE; SELECT 1/0"),
                        List.of("BEGIN; SET ROLE pg_monitor; COMMIT; RESET ROLE; SELECT 1"));
        for (int round = 0; round < 3; round++) {
            for (List<String> way : ways) {
                takeAndVanish(way);
                for (int next = 0; next < 5; next++) {
                    assertThat(identity()).as("%s", way).isEqualTo("postgres as postgres");
                }
            }
        }
    }

    /// All in one packet with the farewell behind it, as `psql` leaves at `\c`.
    private static void takeAndVanish(List<String> way) throws Exception {
        try (RawClient client = RawClient.login(gateway)) {
            for (String each : way) {
                client.out.write(RawClient.message('Q', RawClient.body(each)));
            }
            client.send('X', new byte[0]);
            client.untilReady();
        }
        try (RawClient client = RawClient.login(gateway)) {
            for (String each : way) {
                client.query(each);
                client.untilReady();
            }
            client.send('X', new byte[0]);
        }
    }

    private static String identity() throws Exception {
        try (RawClient next = RawClient.login(gateway)) {
            next.query("SELECT session_user || ' as ' || current_user");
            return RawClient.rows(next.untilReady()).getFirst();
        }
    }
}
