package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.model.ReadPolicy;
import tenfold.testkit.Await;

/// Reads over a primary and two streaming copies of it. `here()` tells which server ran it.
@Timeout(180)
class ReadSpreadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TestReplicas servers;

    @BeforeAll
    static void start() throws Exception {
        servers = new TestReplicas();
        try (Connection admin = servers.connect()) {
            run(
                    admin,
                    "CREATE TABLE registers(k int PRIMARY KEY, v bigint NOT NULL)",
                    "INSERT INTO registers SELECT n, 0 FROM generate_series(0, 9) n",
                    "CREATE TABLE notes(id int)",
                    "CREATE FUNCTION here() RETURNS int STABLE LANGUAGE sql AS"
                            + " $$ SELECT current_setting('port')::int $$",
                    "CREATE SEQUENCE numbers",
                    "CREATE FUNCTION sneaky() RETURNS bigint STABLE LANGUAGE sql AS"
                            + " $$ SELECT nextval('numbers') $$");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @BeforeEach
    void patient() throws Exception {
        servers.resumeReplay();
        servers.gateway.spread(new ReadPolicy(true, Duration.ofSeconds(5), Duration.ofSeconds(10)));
        try (Connection client = servers.connect()) {
            Await.until(
                    "reads on a replica",
                    PATIENCE,
                    () -> servers.isReplica(one(client, "SELECT here()")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void readsGoToReplicasAndWritesToThePrimary(String mode) throws Exception {
        try (Connection client = servers.connect("preferQueryMode", mode, "prepareThreshold", "2");
                PreparedStatement write =
                        client.prepareStatement("UPDATE registers SET v = v + 1 WHERE k = ?");
                PreparedStatement read =
                        client.prepareStatement("SELECT v, here() FROM registers WHERE k = ?")) {
            long before = Long.parseLong(one(client, "SELECT v FROM registers WHERE k = 3"));
            for (int i = 1; i <= 20; i++) {
                write.setInt(1, 3);
                assertThat(write.executeUpdate()).isEqualTo(1);
                read.setInt(1, 3);
                try (var rows = read.executeQuery()) {
                    rows.next();
                    assertThat(rows.getLong(1)).isEqualTo(before + i);
                    assertThat(servers.isReplica(rows.getString(2))).isTrue();
                }
            }
        }
    }

    @Test
    void whatIsNoReadStaysOnThePrimary() throws Exception {
        try (Connection client = servers.connect()) {
            String primary = servers.primaryPort();

            assertThat(one(client, "SELECT here() FROM registers WHERE k = 1 FOR UPDATE"))
                    .isEqualTo(primary);
            assertThat(one(client, "SELECT here() FROM (SELECT nextval('numbers')) n"))
                    .isEqualTo(primary);
            assertThat(one(client, "/* tenfold: primary */ SELECT here()")).isEqualTo(primary);
            assertThat(one(client, "SELECT pg_is_in_recovery()")).isEqualTo("f");
            assertThat(one(client, "WITH w AS (INSERT INTO notes VALUES (1)) SELECT here()"))
                    .isEqualTo(primary);
            client.setAutoCommit(false);
            assertThat(one(client, "SELECT here()")).isEqualTo(primary);
            client.commit();
        }
    }

    @Test
    void transactionsThatOnlyReadGoToAReplica() throws Exception {
        try (Connection client = servers.connect()) {
            run(client, "UPDATE registers SET v = v + 1 WHERE k = 5");
            String now = one(client, "/* tenfold: primary */ SELECT v FROM registers WHERE k = 5");
            client.setReadOnly(true);
            client.setAutoCommit(false);

            assertThat(servers.isReplica(one(client, "SELECT here()"))).isTrue();
            assertThat(one(client, "SELECT v FROM registers WHERE k = 5")).isEqualTo(now);
            assertThatThrownBy(() -> run(client, "DELETE FROM notes"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("25006"));
            client.rollback();
            client.setReadOnly(false);
            run(client, "UPDATE registers SET v = v + 1 WHERE k = 5");
            assertThat(one(client, "SELECT here()")).isEqualTo(servers.primaryPort());
            client.commit();
        }
    }

    @Test
    void newDefinitionsCountAtOnce() throws Exception {
        try (Connection client = servers.connect();
                Connection other = servers.connect()) {
            for (int i = 0; i < 5; i++) {
                run(client, "CREATE TABLE fresh(a int)", "INSERT INTO fresh VALUES (" + i + ")");
                assertThat(one(other, "SELECT a FROM fresh")).isEqualTo(Integer.toString(i));
                run(client, "CREATE VIEW shown AS SELECT a + 1 AS b FROM fresh");
                assertThat(one(other, "SELECT b FROM shown")).isEqualTo(Integer.toString(i + 1));
                run(client, "DROP VIEW shown", "DROP TABLE fresh");
            }
        }
    }

    @Test
    void aFunctionThatLiesAboutItsHarmlessnessRunsOnThePrimary() throws Exception {
        try (Connection client = servers.connect()) {
            long first = Long.parseLong(one(client, "SELECT sneaky()"));

            assertThat(one(client, "SELECT sneaky()")).isEqualTo(Long.toString(first + 1));
            assertThat(one(client, "SELECT sneaky()")).isEqualTo(Long.toString(first + 2));
        }
    }

    @Test
    void sessionsAtTheReadOnlyAddressOnlyRead() throws Exception {
        try (Connection client = servers.connectReadOnly("targetServerType", "secondary")) {
            assertThat(one(client, "SHOW transaction_read_only")).isEqualTo("on");
            assertThat(servers.isReplica(one(client, "SELECT here()"))).isTrue();
            assertThat(one(client, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            assertThatThrownBy(() -> run(client, "INSERT INTO notes VALUES (1)"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("25006"));
            client.setAutoCommit(false);
            assertThat(servers.isReplica(one(client, "SELECT here()"))).isTrue();
            client.commit();
        }
        assertThatThrownBy(() -> servers.connect("targetServerType", "secondary"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void aReplicaThatFallsBehindDelaysNobodyForLong() throws Exception {
        servers.gateway.spread(new ReadPolicy(true, Duration.ofMillis(20), Duration.ofSeconds(10)));
        servers.pauseReplay(0);
        servers.pauseReplay(1);
        try (Connection client = servers.connect()) {
            long fellBack = servers.gateway.report().reads().fellBack();
            for (int i = 0; i < 5; i++) {
                run(client, "UPDATE registers SET v = v + 1 WHERE k = 7");
                assertThat(one(client, "SELECT here() FROM registers WHERE k = 7"))
                        .isEqualTo(servers.primaryPort());
            }
            assertThat(servers.isReplica(one(client, "/* tenfold: replica */ SELECT here()")))
                    .isTrue();
            assertThat(servers.gateway.report().reads().fellBack()).isEqualTo(fellBack + 5);
        }
    }

    @Test
    void noReadMissesACompletedWriteOrGoesBackWhileOneReplicaStandsStill() throws Exception {
        servers.gateway.spread(new ReadPolicy(true, Duration.ofMillis(20), Duration.ofSeconds(10)));
        var work = new RegisterWork(servers, "");
        work.run(Duration.ofSeconds(2), () -> servers.pauseReplay(1), servers::resumeReplay);

        assertThat(work.errors()).isEmpty();
        assertThat(work.wrong()).isZero();
        assertThat(work.reads()).isGreaterThan(200);
        assertThat(servers.gateway.report().reads().onReplicas()).isPositive();
    }

    /// A commit that is acknowledged before it is on disk lies beyond what the primary has flushed.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET synchronous_commit = off",
                "SELECT set_config('synchronous_commit', 'off', false)",
                "DO $$ BEGIN EXECUTE 'SET synchronous_commit = off'; END $$"
            })
    void noReadMissesAWriteThatIsNotOnDiskYet(String asynchronous) throws Exception {
        servers.restartGateway();
        servers.gateway.spread(new ReadPolicy(true, Duration.ofMillis(20), Duration.ofSeconds(10)));
        var work = new RegisterWork(servers, "", asynchronous);
        work.run(Duration.ofSeconds(2));

        assertThat(work.errors()).isEmpty();
        assertThat(work.wrong()).isZero();
        assertThat(work.reads()).isGreaterThan(20);
    }

    @Test
    void aTokenThatTheApplicationCarriesIsObeyed() throws Exception {
        servers.pauseReplay(0);
        servers.pauseReplay(1);
        String token;
        try (Connection around = servers.direct()) {
            run(around, "UPDATE registers SET v = 4711 WHERE k = 6");
            token = one(around, "SELECT pg_current_wal_insert_lsn()");
        }
        try (Connection client = servers.connect()) {
            String ask = "SELECT v FROM registers WHERE k = 6";
            assertThat(one(client, "/* tenfold: replica */ " + ask)).isNotEqualTo("4711");
            assertThat(one(client, "/* tenfold: lsn=" + token + " */ " + ask)).isEqualTo("4711");
        }
    }

    @Test
    void theCheckerFindsReadsThatAreTooOld() throws Exception {
        var work = new RegisterWork(servers, "/* tenfold: replica */ ");
        work.run(Duration.ofSeconds(1), () -> servers.pauseReplay(1), servers::resumeReplay);

        assertThat(work.wrong()).isPositive();
    }

    @Test
    void withoutReplicasEverythingRunsOnThePrimary() throws Exception {
        try (Connection client = servers.connect()) {
            servers.serve(List.of());
            assertThat(one(client, "SELECT here()")).isEqualTo(servers.primaryPort());
            run(client, "UPDATE registers SET v = 77 WHERE k = 8");
            servers.serveAll();
            assertThat(one(client, "SELECT v FROM registers WHERE k = 8")).isEqualTo("77");
            Await.until(
                    "reads on a replica",
                    PATIENCE,
                    () -> servers.isReplica(one(client, "SELECT here()")));
        }
    }
}
