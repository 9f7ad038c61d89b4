package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.model.CertificateFiles;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.ExternalPlace;
import tenfold.model.LocalPlace;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerRole;
import tenfold.model.Zone;
import tenfold.sql.gateway.Gateway;
import tenfold.sql.gateway.Serving;
import tenfold.sql.gateway.Transport;
import tenfold.sql.gateway.Upstream;
import tenfold.testkit.Await;
import tenfold.testkit.TestPostgres;

/// A server that somebody else runs: by TCP, with and without TLS, under names of its own.
@Timeout(60)
class ExternalServerTest {
    private static TestPostgres postgres;
    private static CertificateFiles certificate;

    private Gateway gateway;
    private int port;

    @BeforeAll
    static void startServer() throws Exception {
        certificate = TestCertificate.files();
        Path key = readableByPostgres(certificate.key());
        Path chain = readableByPostgres(certificate.chain());
        postgres =
                TestPostgres.start(
                        "fsync=off", "ssl=on", "ssl_cert_file=" + chain, "ssl_key_file=" + key);
        try (Connection admin = DriverManager.getConnection(postgres.jdbcUrl())) {
            run(
                    admin,
                    "CREATE ROLE theirs LOGIN PASSWORD 'there'",
                    "CREATE DATABASE shop OWNER theirs");
        }
    }

    /// A key file may be root's if its group is the server's.
    private static Path readableByPostgres(Path file) throws Exception {
        Path folder = Files.createTempDirectory("tenfold-key");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path copy = Files.copy(file, folder.resolve(file.getFileName()));
        boolean root = System.getProperty("user.name", "").equals("root");
        if (root) {
            var group =
                    copy.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName("postgres");
            Files.getFileAttributeView(copy, PosixFileAttributeView.class).setGroup(group);
        }
        Files.setPosixFilePermissions(
                copy, PosixFilePermissions.fromString(root ? "rw-r-----" : "rw-------"));
        return copy;
    }

    @AfterAll
    static void stopServer() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void start() throws Exception {
        gateway =
                new Gateway(
                        Transport.best(),
                        1,
                        SqlLimits.DEFAULT,
                        new PoolPolicy(PoolMode.TRANSACTION, 4, 100));
        port = Ports.anyFree();
        gateway.listen(List.of(Address.loopback(port)));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static DatabaseCluster cluster() {
        var place =
                new LocalPlace(
                        Path.of("/nowhere/data"),
                        Path.of("/nowhere"),
                        ServerMemory.forMachine(1024));
        return DatabaseCluster.single(
                "app",
                "app",
                new SecretRef("administrator"),
                new SecretRef("owner"),
                new SecretRef("replicator"),
                DatabaseServer.local(
                        new ServerId("pg-1"), new Zone("a"), ServerRole.MEMBER, place));
    }

    private void serve(long epoch, String host, ExternalPlace.Tls tls, @Nullable Path authority) {
        var place =
                new ExternalPlace(
                        host,
                        postgres.port(),
                        "shop",
                        "theirs",
                        new SecretRef("theirs"),
                        tls,
                        authority);
        var upstream =
                Upstream.external(
                        new ServerId("managed"),
                        place,
                        cluster(),
                        secret -> secret.value().equals("owner") ? "ours" : "there");
        gateway.serve(new Serving(epoch, upstream, List.of()));
    }

    private Connection connect(String user, String database, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:"
                        + port
                        + "/"
                        + database
                        + "?sslmode=disable&user="
                        + user
                        + "&password="
                        + password);
    }

    @Test
    void clientsUseItUnderTheirOwnNames() throws Exception {
        long epoch = 0;
        for (ExternalPlace.Tls tls : ExternalPlace.Tls.values()) {
            serve(epoch++, "localhost", tls, certificate.chain());
            try (Connection client = connect("app", "app", "ours")) {
                assertThat(one(client, "SELECT current_user || '@' || current_database()"))
                        .isEqualTo("theirs@shop");
                assertThat(one(client, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                        .isEqualTo(tls == ExternalPlace.Tls.DISABLE ? "f" : "t");
            }
        }
    }

    @Test
    void nobodyElseIsLetIn() {
        serve(1, "localhost", ExternalPlace.Tls.DISABLE, null);
        assertRefused("28P01", "app", "app", "there");
        assertRefused("28P01", "theirs", "shop", "there");
        assertRefused("3D000", "app", "postgres", "ours");
    }

    private void assertRefused(String state, String user, String database, String password) {
        assertThatThrownBy(() -> connect(user, database, password))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    @Test
    void aServerThatCannotProveItsNameIsNotUsed() throws Exception {
        serve(1, "localhost", ExternalPlace.Tls.VERIFY_FULL, null);
        assertHeldUntil(2);
        serve(3, "localhost", ExternalPlace.Tls.VERIFY_FULL, TestCertificate.files().chain());
        assertHeldUntil(4);
        serve(5, "127.0.0.2", ExternalPlace.Tls.VERIFY_FULL, certificate.chain());
        assertHeldUntil(6);
    }

    /// Nobody is served, and nobody is refused before the time is over.
    private void assertHeldUntil(long epoch) throws Exception {
        var client = CompletableFuture.supplyAsync(this::tryConnect);
        Await.until(
                "a client that is held",
                Duration.ofSeconds(10),
                () -> gateway.report().clientsWaiting() > 0);
        assertThatThrownBy(() -> client.get(500, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        serve(epoch, "localhost", ExternalPlace.Tls.DISABLE, null);
        assertThat(client.get(10, TimeUnit.SECONDS)).isEqualTo("1");
    }

    private String tryConnect() {
        try (Connection client = connect("app", "app", "ours")) {
            return one(client, "SELECT 1");
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aCancelRequestTakesTheSameWay() throws Exception {
        serve(1, "localhost", ExternalPlace.Tls.REQUIRE, null);
        try (Connection client = connect("app", "app", "ours");
                Statement statement = client.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(30)"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
    }
}
