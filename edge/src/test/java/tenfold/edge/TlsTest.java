package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.base.net.Ports;
import tenfold.edge.kit.CutTls;
import tenfold.edge.kit.Http2Wire;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.TestCertificate;
import tenfold.edge.kit.Wire;
import tenfold.model.CertificateFiles;
import tenfold.model.ClientCertificates;
import tenfold.model.ListenerTls;

@Timeout(60)
class TlsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir static Path folder;
    private static TestCertificate main;
    private static TestCertificate named;

    /// Says that it is `named`, and is not.
    private static TestCertificate impostor;

    @BeforeAll
    static void makesCertificates()
            throws IOException, InterruptedException, GeneralSecurityException {
        main = TestCertificate.make(folder, "main", "dns:localhost");
        named = TestCertificate.make(folder, "named", "dns:a.example,dns:*.b.example");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        impostor = TestCertificate.make(elsewhere, "named", "dns:a.example");
    }

    @Test
    void servesHttpsAndSaysSoToTheApplication() throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port())) {
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
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port())) {
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
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port())) {
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

    @Test
    void speaksHttp2WithWhomKnowsIt() throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port());
                var http = HttpClient.newBuilder().sslContext(main.context(null)).build()) {
            edge.awaitHealthy(1);
            var ask = HttpRequest.newBuilder(URI.create("https://localhost:" + edge.port() + "/"));
            for (int i = 0; i < 3; i++) {
                var post = ask.copy().POST(BodyPublishers.ofString("x".repeat(100_000))).build();
                HttpResponse<String> answer = http.send(post, BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.body()).isEqualTo("secret");
            }
            assertThat(origin.requests().getFirst()).contains(";proto=https\r\n");
            try (var impolite = new Http2Wire(main.connect(edge.port(), null, "h2"))) {
                impolite.raw(new byte[9]);
                assertThat(impolite.goAway()).isEqualTo(1);
            }
        }
    }

    @Test
    void theNameThatAClientAsksForChoosesTheCertificate() throws Exception {
        try (var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), Ports.anyFree())) {
            edge.listen(main.files(), List.of(named.files()), null);
            edge.serve(Ports.anyFree());

            assertThat(shownTo(edge, "a.example")).isEqualTo("CN=named");
            assertThat(shownTo(edge, "A.Example")).isEqualTo("CN=named");
            assertThat(shownTo(edge, "x.b.example")).isEqualTo("CN=named");
            assertThat(shownTo(edge, "b.example")).isEqualTo("CN=main");
            assertThat(shownTo(edge, "x.y.b.example")).isEqualTo("CN=main");
            assertThat(shownTo(edge, "localhost")).isEqualTo("CN=main");
            assertThat(shownTo(edge, null)).isEqualTo("CN=main");
        }
    }

    @Test
    void aClientHelloInPiecesGetsTheSameCertificateAndAsksForTheClients() throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port())) {
            edge.listen(
                    main.files(),
                    List.of(named.files()),
                    new ClientCertificates(named.files().chain(), true));
            edge.serve(origin.port());
            edge.awaitHealthy(1);
            for (int size : new int[] {1, 4, 64, 4096}) {
                try (var with = CutTls.connect(named.context(named), edge.port(), size);
                        var without = CutTls.connect(named.context(null), edge.port(), size)) {
                    for (SSLSocket each : List.of(with, without)) {
                        var parameters = each.getSSLParameters();
                        parameters.setServerNames(List.of(new SNIHostName("a.example")));
                        each.setSSLParameters(parameters);
                    }
                    assertThat(ask(with)).endsWith("secret");
                    assertThat(with.getSession().getPeerPrincipal().getName())
                            .isEqualTo("CN=named");
                    assertThatThrownBy(() -> ask(without)).isInstanceOf(IOException.class);
                }
            }
            assertThat(origin.requests()).hasSize(4);
        }
    }

    @Test
    void theFloorOfTlsIsKept() throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port())) {
            edge.awaitHealthy(1);
            assertThat(askWith(edge, "TLSv1.2")).endsWith("secret");
            edge.listen(new ListenerTls(main.files(), List.of(), null, true));
            edge.serve(origin.port());
            assertThat(askWith(edge, "TLSv1.3")).endsWith("secret");
            assertThatThrownBy(() -> askWith(edge, "TLSv1.2")).isInstanceOf(IOException.class);
        }
    }

    private static String askWith(RunningEdge edge, String version) throws Exception {
        try (var socket = main.connect(edge.port(), null)) {
            socket.setEnabledProtocols(new String[] {version});
            return ask(socket);
        }
    }

    @Test
    void otherCertificatesDropNoConnection() throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port())) {
            edge.awaitHealthy(1);
            try (var before = client(edge.port())) {
                assertThat(before.send(GET).message()).endsWith("secret");
                edge.listen(named.files(), List.of(), null);
                edge.serve(origin.port());

                assertThat(shownTo(edge, "localhost")).isEqualTo("CN=named");
                assertThat(before.send(GET).message()).endsWith("secret");
            }
        }
    }

    @Test
    void aClientsCertificateIsCheckedAndToldToTheApplication() throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port())) {
            var clients = new ClientCertificates(named.files().chain(), false);
            edge.listen(main.files(), List.of(), clients);
            edge.serve(origin.port());
            edge.awaitHealthy(1);
            String spoof = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Client-Cert: me\r\n\r\n";
            try (var known = new Wire(main.connect(edge.port(), named));
                    var unknown = new Wire(main.connect(edge.port(), null));
                    var foreign = main.connect(edge.port(), impostor)) {
                assertThat(known.send(spoof).message()).endsWith("secret");
                assertThat(origin.requests().getLast())
                        .contains("X-Forwarded-Client-Verify: SUCCESS\r\n")
                        .containsPattern("X-Forwarded-Client-Cert: Hash=[0-9a-f]{64};")
                        .contains(";Subject=\"CN=named\"\r\n")
                        .doesNotContain(": me\r\n");
                assertThat(unknown.send(spoof).message()).endsWith("secret");
                assertThat(origin.requests().getLast())
                        .contains("X-Forwarded-Client-Verify: NONE\r\n")
                        .doesNotContain("Client-Cert:");
                // With TLS 1.3 the client learns of the refusal when it reads.
                assertThatThrownBy(() -> ask(foreign)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aClientWithoutTheCertificateThatItMustShowIsRefused() throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port())) {
            edge.listen(
                    main.files(), List.of(), new ClientCertificates(named.files().chain(), true));
            edge.serve(origin.port());
            edge.awaitHealthy(1);
            try (var with = main.connect(edge.port(), named);
                    var without = main.connect(edge.port(), null)) {
                assertThat(ask(with)).endsWith("secret");
                assertThatThrownBy(() -> ask(without)).isInstanceOf(IOException.class);
            }
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aSessionIsResumed(String version) throws Exception {
        try (var origin = Origin.saying("secret");
                var edge = new RunningEdge(EdgeLimits.DEFAULT, main.files(), origin.port())) {
            edge.awaitHealthy(1);
            SSLContext context = main.context(null);
            long first = 0;
            for (int i = 0; i < 2; i++) {
                try (var socket =
                        (SSLSocket)
                                context.getSocketFactory().createSocket("localhost", edge.port())) {
                    socket.setEnabledProtocols(new String[] {version});
                    assertThat(ask(socket)).endsWith("secret");
                    long created = socket.getSession().getCreationTime();
                    assertThat(socket.getSession().getCipherSuite()).contains("_GCM_");
                    first = i == 0 ? created : first;
                    assertThat(created).isEqualTo(first);
                }
            }
        }
    }

    private static String ask(SSLSocket socket) throws IOException {
        return new Wire(socket).send(GET).message();
    }

    /// The subject of the certificate that a client gets to see.
    private static String shownTo(RunningEdge edge, @Nullable String name) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        try (var socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", edge.port())) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static Wire client(int port) throws IOException, GeneralSecurityException {
        return new Wire(main.connect(port, null, "http/1.1"));
    }
}
