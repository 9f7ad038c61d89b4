package tenfold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.testkit.Anomaly.Isolation;
import tenfold.testkit.Anomaly.Kind;

@Timeout(120)
class TestPostgresTest {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private static TestPostgres postgres;

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.start("deadlock_timeout=20ms");
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @Test
    void refusesAWrongPassword() {
        String url = postgres.jdbcUrl() + "wrong";

        assertThatThrownBy(() -> DriverManager.getConnection(url))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void keepsEveryAcknowledgedRowWhenItIsKilledAndDropsNone() throws Exception {
        var history = new AppendHistory();
        execute("CREATE TABLE kept (id bigint)");
        append(history, 50);
        postgres.processes().kill();
        postgres.restart();
        append(history, 50);

        AppendHistory.Verdict verdict = history.check(ids("kept"));

        assertThat(verdict.holds()).as("%s", verdict).isTrue();
        assertThat(verdict.acked()).isEqualTo(100);
        execute("DELETE FROM kept WHERE id = 7");
        assertThat(history.check(ids("kept")).lost()).containsExactly(7L);
    }

    @Test
    void isSerializableWhenAskedTo() throws Exception {
        assertThat(kindsAt(Connection.TRANSACTION_SERIALIZABLE)).isEmpty();
    }

    @Test
    void showsAnomaliesAtReadCommittedSoTheCheckerSees() throws Exception {
        Set<Kind> kinds = kindsAt(Connection.TRANSACTION_READ_COMMITTED);

        assertThat(kinds).anyMatch(Isolation.SERIALIZABLE::forbids);
        assertThat(kinds).noneMatch(Isolation.READ_COMMITTED::forbids);
    }

    @Test
    void leavesNoProcessAndNoPortWhenClosed() throws Exception {
        Footprint before = Footprint.ofThisProcess();
        TestPostgres other = TestPostgres.start();

        assertThat(Footprint.ofThisProcess().leakedSince(before, 50))
                .contains("listening port " + other.port());
        other.close();

        assertThat(Footprint.ofThisProcess().leakedSince(before, 50)).isEmpty();
        assertThat(other.socketFolder()).doesNotExist();
    }

    private static Set<Kind> kindsAt(int isolation) throws Exception {
        var plan = new ListAppendWorkload.Plan(isolation, 6, 150, 1);
        var workload =
                new ListAppendWorkload(() -> DriverManager.getConnection(postgres.jdbcUrl()), plan);
        return ListAppendChecker.check(workload.run(), true).stream()
                .map(Anomaly::kind)
                .collect(Collectors.toSet());
    }

    private static void append(AppendHistory history, int count) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < count; i++) {
                long id = history.begin();
                statement.execute("INSERT INTO kept VALUES (" + id + ")");
                history.end(id, Outcome.ACKED);
            }
        }
    }

    private static List<Long> ids(String table) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM " + table)) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
