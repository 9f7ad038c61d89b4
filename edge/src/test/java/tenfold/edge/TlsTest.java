package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Ports;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.model.CertificateFiles;

@Timeout(60)
class TlsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir static Path folder;
    private static KeyStore store;

    @BeforeAll
    static void makesACertificate() throws Exception {
        Path file = folder.resolve("keys.p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "edge",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit")
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        store = KeyStore.getInstance(file.toFile(), PASSWORD);
        pem("chain.pem", "CERTIFICATE", store.getCertificate("edge").getEncoded());
        pem("key.pem", "PRIVATE KEY", store.getKey("edge", PASSWORD).getEncoded());
    }

    @Test
    void servesHttpsAndSaysSoToTheApplication() throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, files(), origin.port())) {
            edge.awaitHealthy(1);
            try (var client = client(edge.port())) {
                for (int i = 0; i < 3; i++) {
                    assertThat(client.send(GET).message()).endsWith("secret");
                }
                var socket = (SSLSocket) client.socket();
                assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            }
            assertThat(origin.requests().getFirst())
                    .contains("X-Forwarded-Proto: https\r\n", ";proto=https\r\n");
        }
    }

    @Test
    void plainTextOnTheHttpsPortHarmsNobody() throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, files(), origin.port())) {
            edge.awaitHealthy(1);
            try (var plain = edge.client();
                    var client = client(edge.port())) {
                assertThat(plain.send(GET).rest()).doesNotContain("HTTP/1.1 200");
                assertThat(client.send(GET + "").message()).endsWith("secret");
                client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertThat(client.rest()).endsWith("secret");
            }
        }
    }

    @Test
    void aBodyOfManyRecordsArrivesWhole() throws Exception {
        int size = 4 << 20;
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                            wire.send(new byte[size]);
                        });
                var edge = new RunningEdge(EdgeLimits.DEFAULT, files(), origin.port())) {
            edge.awaitHealthy(1);
            try (var client = client(edge.port())) {
                client.send(GET).head();
                assertThat(client.socket().getInputStream().readNBytes(size)).hasSize(size);
            }
        }
    }

    @Test
    void aMissingCertificateIsReportedWithItsFile() throws Exception {
        Path missing = folder.resolve("missing.pem");
        var files = new CertificateFiles(missing, missing, missing);
        try (var edge = new RunningEdge(EdgeLimits.DEFAULT, files, Ports.anyFree())) {
            var report = edge.edge().report().listeners().getFirst();
            assertThat(report.open()).isFalse();
            assertThat(report.problem()).contains(missing.toString(), "missing or not readable");
        }
    }

    private static Wire client(int port) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        return new Wire(socket);
    }

    private static CertificateFiles files() {
        Path chain = folder.resolve("chain.pem");
        return new CertificateFiles(chain, folder.resolve("key.pem"), chain);
    }

    private static void pem(String name, String kind, byte[] der) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.write(
                folder.resolve(name),
                List.of("-----BEGIN " + kind + "-----", body, "-----END " + kind + "-----"));
    }
}
