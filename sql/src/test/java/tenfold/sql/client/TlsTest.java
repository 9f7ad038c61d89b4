package tenfold.sql.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.model.CertificateFiles;
import tenfold.sql.TestCertificate;
import tenfold.sql.login.Credentials;
import tenfold.testkit.TestPostgres;

@Timeout(60)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class TlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TestPostgres postgres;
    private static CertificateFiles certificate;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.files();
        Path folder = Files.createTempDirectory("tenfold-server-tls");
        Path rules = Files.writeString(folder.resolve("hba"), "host all all all scram-sha-256\n");
        open(folder, "rwxr-xr-x");
        open(rules, "rw-r--r--");
        // TestPostgres runs as postgres below root; the server accepts a key of its own user only.
        Path chain = Files.copy(certificate.chain(), folder.resolve("chain.pem"));
        Path key = Files.copy(certificate.key(), folder.resolve("key.pem"));
        open(chain, "rw-r--r--");
        open(key, "rw-------");
        if (System.getProperty("user.name", "").equals("root")) {
            var users = folder.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(key, users.lookupPrincipalByName("postgres"));
        }
        postgres =
                TestPostgres.start(
                        "fsync=off",
                        "listen_addresses=127.0.0.1,127.0.0.2",
                        "hba_file=" + rules,
                        "ssl=on",
                        "ssl_cert_file=" + chain,
                        "ssl_key_file=" + key);
    }

    private static void open(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static Connection connect(String host, Tls tls) throws IOException {
        return Connection.open(
                new Endpoint(
                        new Place.Tcp(host, postgres.port(), tls),
                        "postgres",
                        "postgres",
                        new Credentials.Password(postgres.password())));
    }

    private static String cipher(Connection connection) throws IOException {
        String sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        return connection.query(sql, PATIENCE).one().text(0);
    }

    @Test
    void verifiesCertificateAndName() throws IOException {
        try (var connection = connect("localhost", new Tls.Verified(certificate.chain()))) {
            assertThat(cipher(connection)).isEqualTo("t");
            assertThat(connection.query("SELECT repeat('x', 1000000)", PATIENCE).one().text(0))
                    .hasSize(1_000_000);
        }
    }

    @Test
    void refusesANameThatTheCertificateDoesNotHave() {
        assertThatThrownBy(() -> connect("127.0.0.2", new Tls.Verified(certificate.chain())))
                .isInstanceOf(javax.net.ssl.SSLException.class);
    }

    @Test
    void refusesACertificateOfAnAuthorityThatNobodyKnows() {
        assertThatThrownBy(() -> connect("localhost", new Tls.Verified(null)))
                .isInstanceOf(javax.net.ssl.SSLException.class);
    }

    @Test
    void prefersTlsAndCanDoWithout() throws IOException {
        try (var connection = connect("127.0.0.2", new Tls.Preferred())) {
            assertThat(cipher(connection)).isEqualTo("t");
        }
        try (var connection = connect("127.0.0.2", new Tls.Required())) {
            assertThat(cipher(connection)).isEqualTo("t");
        }
        try (var connection = connect("127.0.0.2", new Tls.Disabled())) {
            assertThat(cipher(connection)).isEqualTo("f");
        }
    }

    @Test
    void aSlowStatementIsCutBehindTlsToo() throws IOException {
        try (var connection = connect("localhost", new Tls.Verified(certificate.chain()))) {
            assertThatThrownBy(
                            () -> connection.query("SELECT pg_sleep(50)", Duration.ofMillis(200)))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void onlyThisMachineIsReachedInPlainText() {
        assertThatThrownBy(() -> new Place.Tcp("db.example.com", 5432, new Tls.Preferred()))
                .hasMessageContaining("it needs TLS");
        assertThat(new Place.Tcp("db.example.com", 5432, new Tls.Verified(null)).port())
                .isEqualTo(5432);
    }
}
