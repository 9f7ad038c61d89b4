package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.testkit.Await;

/// Logins, and the ways in which other routers were broken into.
class LoginTest {
    private static final int VERSION = 3 << 16;

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        SqlLimits some = SqlLimits.DEFAULT;
        var limits =
                new SqlLimits(
                        some.statementLengthMax(),
                        some.preAuthLengthMax(),
                        4,
                        4,
                        Duration.ofMillis(1500),
                        some.waitersMax(),
                        some.waitTime(),
                        some.holdTime(),
                        some.pipelineMax(),
                        some.preparedPerServerMax(),
                        some.preparedPerPoolMax(),
                        some.preparedPerClientMax(),
                        some.cancelsMax(),
                        some.idleTime(),
                        some.lifeTime(),
                        some.heldBytesMax());
        gateway =
                TestGateway.open(limits, new PoolPolicy(PoolMode.TRANSACTION, 5, 20), "fsync=off");
        try (Connection admin = gateway.connect()) {
            run(
                    admin,
                    "CREATE ROLE expired LOGIN PASSWORD 'p' VALID UNTIL '2001-01-01'",
                    "CREATE ROLE barred NOLOGIN PASSWORD 'p'",
                    "CREATE ROLE bare LOGIN",
                    "CREATE ROLE single LOGIN PASSWORD 'p' CONNECTION LIMIT 1",
                    "CREATE ROLE locked LOGIN PASSWORD 'p'",
                    "SET password_encryption = 'md5'",
                    "CREATE ROLE old LOGIN PASSWORD 'p'",
                    "CREATE DATABASE closed ALLOW_CONNECTIONS false");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "postgres, wrong, postgres, 28P01",
        "nobody, p, postgres, 28P01",
        "expired, p, postgres, 28P01",
        "bare, p, postgres, 28P01",
        "old, p, postgres, 28P01",
        "barred, p, postgres, 28000",
        "locked, p, missing, 3D000",
        "locked, p, closed, 55000",
    })
    void refusesWithTheServersOwnSqlState(
            String user, String password, String database, String state) {
        assertThatThrownBy(() ->
                        gateway.connect("user", user, "password", password, "database", database))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    @Test
    void anUnknownRoleIsToldTheSameWordsAfterTheSameExchange() throws Exception {
        for (String user : new String[] {"postgres", "nobody"}) {
            try (var client = new RawClient(gateway.port())) {
                client.startup(VERSION, "user", user);
                client.authenticate("wrong");
                assertThat(client.read().text())
                        .contains("password authentication failed for user \"" + user + "\"");
            }
        }
    }

    @Test
    void aNewPasswordCountsAtOnce() throws Exception {
        try (Connection admin = gateway.connect()) {
            run(admin, "CREATE ROLE changing LOGIN PASSWORD 'one'");
            gateway.connect("user", "changing", "password", "one").close();
            run(admin, "ALTER ROLE changing PASSWORD 'two'");
            try (Connection changed = gateway.connect("user", "changing", "password", "two")) {
                assertThat(one(changed, "SELECT current_user")).isEqualTo("changing");
            }
            assertThatThrownBy(() -> gateway.connect("user", "changing", "password", "one"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aRolesConnectionLimitCounts() throws Exception {
        try (Connection first = gateway.connect("user", "single", "password", "p")) {
            assertThat(one(first, "SELECT 1")).isEqualTo("1");
            assertThatThrownBy(() -> gateway.connect("user", "single", "password", "p"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("53300"));
        }
    }

    @Test
    void servesTlsAndPlainOnOnePort() throws Exception {
        try (Connection secure = gateway.connect("sslmode", "require")) {
            assertThat(one(secure, "SELECT repeat('x', 100000)")).hasSize(100_000);
        }
        try (Connection plain = gateway.connect()) {
            assertThat(one(plain, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aSecondStartupMessageEndsTheLogin() throws Exception {
        try (var client = new RawClient(gateway.port())) {
            client.startup(VERSION, "user", "postgres");
            client.read();
            client.startup(VERSION, "user", "locked");
            assertRefused(client);
        }
    }

    @Test
    void bytesBehindAnEncryptionRequestEndTheConnection() throws Exception {
        for (int code : new int[] {80877103, 80877104}) {
            try (var client = new RawClient(gateway.port())) {
                client.out.writeInt(8);
                client.out.writeInt(code);
                client.startup(VERSION, "user", "postgres");
                assertThat(client.read().tag()).isEqualTo('E');
                assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void gssEncryptionIsDeclinedAndTheLoginGoesOn() throws Exception {
        try (var client = new RawClient(gateway.port())) {
            client.out.writeInt(8);
            client.out.writeInt(80877104);
            client.out.flush();
            assertThat(client.in.readByte()).isEqualTo((byte) 'N');
            client.startup(VERSION, "user", "postgres");
            client.authenticate(gateway.postgres().password());
            assertThat(client.tags()).startsWith("RR").endsWith("KZ");
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "7", "10001", "2147483647", "-1", "-2147483648"})
    void aStartupPacketOfAbsurdLengthIsRefusedBeforeItIsAwaited(int length) throws Exception {
        try (var client = new RawClient(gateway.port())) {
            client.out.writeInt(length);
            client.out.writeInt(VERSION);
            client.out.flush();
            assertRefused(client);
        }
    }

    @ParameterizedTest
    @CsvSource({"p, 1000000", "p, -5", "p, 3", "Q, 10", "S, 4"})
    void onlyASmallPasswordMessageMayFollowTheChallenge(char tag, int length) throws Exception {
        try (var client = new RawClient(gateway.port())) {
            client.startup(VERSION, "user", "postgres");
            client.read();
            client.out.writeByte(tag);
            client.out.writeInt(length);
            client.out.write(new byte[16]);
            client.out.flush();
            assertRefused(client);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "options, -c",
        "options, -c =",
        "options, --",
        "options, -x y",
        "replication, database",
        "replication, true",
    })
    void refusesStartupOptionsThatItDoesNotServe(String name, String value) throws Exception {
        try (var client = new RawClient(gateway.port())) {
            client.startup(VERSION, "user", "postgres", name, value);
            assertRefused(client);
        }
    }

    @Test
    void anotherProtocolIsNegotiatedOrRefused() throws Exception {
        try (var client = new RawClient(gateway.port())) {
            client.startup(VERSION + 2, "user", "postgres", "_pq_.feature", "on");
            RawClient.Message negotiation = client.read();
            assertThat(negotiation.tag()).isEqualTo('v');
            assertThat(negotiation.text()).contains("_pq_.feature");
            client.authenticate(gateway.postgres().password());
            assertThat(client.tags()).endsWith("Z");
        }
        try (var client = new RawClient(gateway.port())) {
            client.startup(2 << 16, "user", "postgres");
            assertThat(client.read().sqlState()).isEqualTo("0A000");
        }
    }

    @Test
    void whoDoesNotLogInInTimeIsPutOut() throws Exception {
        try (var client = new RawClient(gateway.port())) {
            client.startup(VERSION, "user", "postgres");
            client.read();
            assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void onlySoManyLoginsAreUnderWayAtOnce() throws Exception {
        var idlers = new java.util.ArrayList<RawClient>();
        try {
            for (int i = 0; i < 4; i++) {
                idlers.add(new RawClient(gateway.port()));
            }
            Await.until(
                    "the fifth is refused",
                    Duration.ofSeconds(1),
                    () -> {
                        try (var fifth = new RawClient(gateway.port())) {
                            fifth.socket.setSoTimeout(100);
                            return fifth.read().sqlState().equals("53300");
                        } catch (IOException _) {
                            return false;
                        }
                    });
        } finally {
            for (RawClient each : idlers) {
                each.close();
            }
        }
        assertThat(gateway.sql().report().troubles().loginsRefused()).isPositive();
        Await.until(
                "logins work again",
                Duration.ofSeconds(5),
                () -> {
                    try (Connection client = gateway.connect()) {
                        return one(client, "SELECT 1").equals("1");
                    } catch (SQLException _) {
                        return false;
                    }
                });
    }

    @Test
    void moreClientsThanAllowedAreRefused() throws Exception {
        var all = new java.util.ArrayList<Connection>();
        try {
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 30; i++) {
                                    all.add(gateway.connect());
                                }
                            })
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("53300"));
            assertThat(all).hasSizeBetween(10, 20);
        } finally {
            for (Connection each : all) {
                each.close();
            }
        }
    }

    private static void assertRefused(RawClient client) throws IOException {
        try {
            RawClient.Message last = client.read();
            while (last.tag() != 'E') {
                last = client.read();
            }
            assertThat(new String(last.body(), StandardCharsets.UTF_8)).contains("SFATAL");
            assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
        } catch (EOFException | java.net.SocketException _) {
            // Closed without a word is a refusal too.
        }
    }
}
