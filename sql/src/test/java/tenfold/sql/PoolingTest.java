package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/// What an application does to a session, with clients that share server connections.
class PoolingTest {
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

    @Test
    void eachClientKeepsItsOwnSettingsOnSharedServers() throws Exception {
        List<Connection> all = many(12);
        for (int i = 0; i < all.size(); i++) {
            run(
                    all.get(i),
                    "SET statement_timeout = " + (10_000 + i),
                    "SET my.id TO 'client " + i + "'");
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < all.size(); i++) {
                assertThat(one(all.get(i), "SHOW my.id")).isEqualTo("client " + i);
                assertThat(
                                one(
                                        all.get(i),
                                        "SELECT setting FROM pg_settings WHERE name = 'statement_timeout'"))
                        .isEqualTo(Integer.toString(10_000 + i));
            }
        }
        try (Connection fresh = gateway.connect()) {
            assertThat(one(fresh, "SHOW statement_timeout")).isEqualTo("0");
        }
        closeAll(all);
    }

    @Test
    void aSettingOfATransactionCountsOnlyWhenItCommits() throws Exception {
        try (Connection client = gateway.connect()) {
            client.setAutoCommit(false);
            run(client, "SET work_mem = '7MB'");
            client.rollback();
            assertThat(one(client, "SHOW work_mem")).isEqualTo("4MB");
            run(client, "SET work_mem = '8MB'");
            client.commit();
            run(client, "SET LOCAL work_mem = '9MB'");
            assertThat(one(client, "SHOW work_mem")).isEqualTo("9MB");
            client.commit();
            assertThat(one(client, "SHOW work_mem")).isEqualTo("8MB");
            client.rollback();
            client.setAutoCommit(true);
            run(client, "RESET work_mem");
            assertThat(one(client, "SHOW work_mem")).isEqualTo("4MB");
        }
    }

    @Test
    void startupSettingsAreWhatResetGoesBackTo() throws Exception {
        try (Connection client =
                gateway.connect(
                        "options",
                        "-c work_mem=6MB --search_path=a,b",
                        "ApplicationName",
                        "it's me")) {
            assertThat(one(client, "SHOW work_mem")).isEqualTo("6MB");
            assertThat(one(client, "SHOW search_path")).isEqualTo("a,b");
            assertThat(one(client, "SHOW application_name")).isEqualTo("it's me");
            run(client, "SET work_mem = '5MB'", "RESET ALL");
            assertThat(one(client, "SHOW work_mem")).isEqualTo("6MB");
            run(client, "DISCARD ALL");
            assertThat(one(client, "SHOW work_mem")).isEqualTo("6MB");
        }
    }

    @Test
    void aBadStartupSettingIsRefusedWithTheServersWords() {
        assertThatThrownBy(() -> gateway.connect("options", "-c work_mem=lots"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("work_mem");
    }

    @Test
    void preparedStatementsFollowTheirClientToAnyServer() throws Exception {
        List<Connection> all = many(10, "prepareThreshold", "1");
        List<PreparedStatement> statements = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            statements.add(all.get(i).prepareStatement("SELECT " + (i % 3) + ", ?::int + " + i));
        }
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < all.size(); i++) {
                statements.get(i).setInt(1, 100);
                try (ResultSet rows = statements.get(i).executeQuery()) {
                    rows.next();
                    assertThat(rows.getInt(2)).isEqualTo(100 + i);
                }
            }
        }
        run(all.getFirst(), "DEALLOCATE ALL");
        assertThat(one(all.get(1), "SELECT 1")).isEqualTo("1");
        closeAll(all);
    }

    @Test
    void aClientThatPreparesAfterADdlSeesTheNewShape() throws Exception {
        try (Connection first = gateway.connect("prepareThreshold", "1");
                Connection second = gateway.connect("prepareThreshold", "1")) {
            run(first, "CREATE TABLE shape(a int)", "INSERT INTO shape VALUES (1)");
            assertThat(one(first, "SELECT * FROM shape")).isEqualTo("1");
            try (PreparedStatement before = first.prepareStatement("SELECT * FROM shape")) {
                before.executeQuery().close();
                before.executeQuery().close();
            }
            run(first, "ALTER TABLE shape ADD b text DEFAULT 'new'");
            try (PreparedStatement after = second.prepareStatement("SELECT * FROM shape");
                    ResultSet rows = after.executeQuery()) {
                assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
                rows.next();
                assertThat(rows.getString(2)).isEqualTo("new");
            }
        }
    }

    @Test
    void copyGoesBothWaysAndSurvivesErrors() throws Exception {
        try (Connection client = gateway.connect()) {
            run(client, "CREATE TABLE copied(id int, text text)");
            var copy = client.unwrap(PGConnection.class).getCopyAPI();
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                rows.append(i).append("\ttext ").append(i).append('\n');
            }
            byte[] sent = rows.toString().getBytes(StandardCharsets.UTF_8);
            assertThat(copy.copyIn("COPY copied FROM STDIN", new ByteArrayInputStream(sent)))
                    .isEqualTo(20_000);
            var received = new ByteArrayOutputStream();
            copy.copyOut("COPY (SELECT * FROM copied ORDER BY id) TO STDOUT", received);
            assertThat(received.toByteArray()).isEqualTo(sent);
            assertThatThrownBy(() ->
                            copy.copyIn(
                                    "COPY copied FROM STDIN",
                                    new ByteArrayInputStream(
                                            "x\ty\n".getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(SQLException.class);
            assertThat(one(client, "SELECT count(*) FROM copied")).isEqualTo("20000");
        }
    }

    @Test
    void cursorsFetchInPartsWithinATransaction() throws Exception {
        try (Connection client = gateway.connect()) {
            client.setAutoCommit(false);
            try (Statement statement = client.createStatement()) {
                statement.setFetchSize(7);
                int count = 0;
                try (ResultSet rows = statement.executeQuery("SELECT generate_series(1, 1000)")) {
                    while (rows.next()) {
                        count++;
                    }
                }
                assertThat(count).isEqualTo(1000);
            }
            client.commit();
        }
    }

    @Test
    void hugeRowsAndParametersPass() throws Exception {
        String huge = "x".repeat(5_000_000);
        try (Connection client = gateway.connect();
                PreparedStatement statement = client.prepareStatement("SELECT ?::text || 'y'")) {
            statement.setString(1, huge);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo(huge + "y");
            }
            assertThat(one(client, "SELECT '" + huge + "'")).isEqualTo(huge);
        }
    }

    @Test
    void anErrorInTheMiddleOfABatchLeavesTheSessionUsable() throws Exception {
        try (Connection client = gateway.connect("prepareThreshold", "1")) {
            run(client, "CREATE TABLE batch(id int PRIMARY KEY)");
            try (PreparedStatement statement =
                    client.prepareStatement("INSERT INTO batch VALUES (?)")) {
                for (int id : new int[] {1, 2, 1, 3}) {
                    statement.setInt(1, id);
                    statement.addBatch();
                }
                assertThatThrownBy(statement::executeBatch).isInstanceOf(SQLException.class);
            }
            assertThat(one(client, "SELECT count(*) FROM batch")).isEqualTo("0");
        }
    }

    @Test
    void severalStatementsInOneTextKeepTheirSettings() throws Exception {
        try (Connection client = gateway.connect("preferQueryMode", "simple")) {
            run(client, "SET work_mem = '11MB'; SELECT 1; SET my.x = 'y'");
            assertThat(one(client, "SHOW work_mem")).isEqualTo("11MB");
            assertThat(one(client, "SHOW my.x")).isEqualTo("y");
            assertThatThrownBy(() -> run(client, "SET work_mem = '12MB'; SELECT 1/0"))
                    .isInstanceOf(SQLException.class);
            assertThat(one(client, "SHOW work_mem")).isEqualTo("11MB");
        }
    }

    @Test
    void largeObjectsWorkInATransaction() throws Exception {
        try (Connection client = gateway.connect()) {
            client.setAutoCommit(false);
            var objects = client.unwrap(PGConnection.class).getLargeObjectAPI();
            long id = objects.createLO();
            var object = objects.open(id);
            object.write("large".getBytes(StandardCharsets.UTF_8));
            object.seek(0);
            assertThat(new String(object.read(5), StandardCharsets.UTF_8)).isEqualTo("large");
            object.close();
            client.commit();
        }
    }

    @Test
    void everyRoleAndDatabaseHasItsOwnPool() throws Exception {
        try (Connection admin = gateway.connect()) {
            run(
                    admin,
                    "CREATE ROLE alice LOGIN PASSWORD 'wonder'",
                    "CREATE DATABASE land OWNER alice");
        }
        try (Connection alice =
                gateway.connect("user", "alice", "password", "wonder", "database", "land")) {
            assertThat(one(alice, "SELECT current_user || ' in ' || current_database()"))
                    .isEqualTo("alice in land");
        }
    }
}
