package tenfold.control.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.model.CertificateFiles;

@Timeout(60)
class CertificatesTest {
    @TempDir Path data;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(data.resolve("tls"));
    }

    @Test
    void isAcceptedByARealClientUnderEveryName() throws Exception {
        issue(1, Instant.now());

        for (String name : new String[] {"127.0.0.1", "::1", "localhost", "forum"}) {
            assertThat(handshake(name, 1)).startsWith("TLSv1.");
        }
    }

    @Test
    void isRefusedUnderAnotherName() throws Exception {
        issue(1, Instant.now());

        assertThatThrownBy(() -> handshake("other.example", 1))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("other.example");
    }

    @Test
    void isRefusedAfterItsEnd() throws Exception {
        issue(1, Instant.now().minus(Certificates.SERVER_LIFE).minusSeconds(3600));

        assertThatThrownBy(() -> handshake("localhost", 1))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void keepsItsAuthorityWhenItRenews() throws Exception {
        issue(1, Instant.now());
        String authority = Files.readString(data.resolve("tls/ca.pem"));
        issue(2, Instant.now());

        assertThat(Files.readString(data.resolve("tls/ca.pem"))).isEqualTo(authority);
        assertThat(handshake("localhost", 2)).startsWith("TLSv1.");
    }

    @Test
    void hidesKeysAndShowsCertificates() throws Exception {
        issue(1, Instant.now());

        assertThat(rights("ca-key.pem")).isEqualTo("rw-------");
        assertThat(rights("server-1-key.pem")).isEqualTo("rw-------");
        assertThat(rights("ca.pem")).isEqualTo("rw-r--r--");
        assertThat(rights("server-1.pem")).isEqualTo("rw-r--r--");
    }

    private String rights(String file) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("tls").resolve(file)));
    }

    private void issue(int generation, Instant now) throws IOException {
        Certificates.issue(data, generation, Certificates.names("forum"), now);
    }

    /// Connects with TLS, checks the host's name, and returns the protocol.
    private String handshake(String name, int generation) throws Exception {
        CertificateFiles files = Certificates.files(data, generation);
        try (var listening =
                server(files).getServerSocketFactory().createServerSocket(0, 1, loopback())) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (var accepted = (SSLSocket) listening.accept()) {
                            accepted.startHandshake();
                        } catch (IOException _) {
                            // The client's side of the story is asserted.
                        }
                    });
            var plain = new Socket();
            plain.connect(new InetSocketAddress(loopback(), listening.getLocalPort()), 5000);
            try (var socket =
                    (SSLSocket)
                            client(files).getSocketFactory().createSocket(plain, name, 1, true)) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.setSoTimeout(10_000);
                socket.startHandshake();
                return socket.getSession().getProtocol();
            }
        }
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private static SSLContext server(CertificateFiles files) throws Exception {
        var store = emptyStore();
        byte[] der = Pem.der("PRIVATE KEY", Files.readString(files.key()));
        var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        store.setKeyEntry("server", key, new char[0], chain(files.chain()));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext client(CertificateFiles files) throws Exception {
        var store = emptyStore();
        store.setCertificateEntry("authority", chain(files.authority())[0]);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] chain(Path file) throws GeneralSecurityException, IOException {
        try (var in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
        }
    }
}
