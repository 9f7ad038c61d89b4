package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.edge.kit.CutTls;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.TestCertificate;
import tenfold.edge.kit.Wire;
import tenfold.edge.opening.Ends;
import tenfold.edge.opening.ProxyHeader;
import tenfold.model.EdgeImage;
import tenfold.model.InstanceId;
import tenfold.model.Listener;
import tenfold.model.ListenerProtocol;
import tenfold.model.Passage;
import tenfold.model.ServiceProtocol;
import tenfold.model.Target;
import tenfold.model.TargetGroup;
import tenfold.model.TargetGroupId;
import tenfold.testkit.Await;

/// Listeners that pass bytes.
@Timeout(60)
@ParameterizedClass
@MethodSource("tenfold.edge.Openings#onEveryTransport")
class PassingTest {
    private static final ServiceProtocol TCP = new ServiceProtocol(ServiceProtocol.Kind.TCP, false);
    private static final ServiceProtocol NAMED =
            new ServiceProtocol(ServiceProtocol.Kind.TCP, true);
    private static final TargetGroupId OTHER = new TargetGroupId("other");

    @TempDir static Path folder;
    private static TestCertificate one;
    private static TestCertificate two;

    private final Function<EdgeConfig, Edge> opening;

    PassingTest(Function<EdgeConfig, Edge> opening) {
        this.opening = opening;
    }

    @BeforeAll
    static void makesCertificates()
            throws IOException, InterruptedException, GeneralSecurityException {
        one = TestCertificate.make(folder, "one", "dns:one.example");
        two = TestCertificate.make(folder, "two", "dns:*.two.example");
    }

    @Test
    void bytesPassBothWaysAndEachWayEndsOnItsOwn() throws Exception {
        try (var server =
                        new Server(socket -> {
                            var wire = new Wire(socket);
                            wire.send("220 ready\n");
                            assertThat(wire.exactly(4)).isEqualTo("ping");
                            wire.send("pong");
                            assertThat(wire.rest()).isEqualTo("that was all");
                            wire.send("so it was");
                        });
                var edge = passing(server, Passage.IDLE, TCP);
                var client = edge.client()) {
            assertThat(client.exactly(10)).isEqualTo("220 ready\n");
            assertThat(client.send("ping").exactly(4)).isEqualTo("pong");
            client.send("that was all").endOutput();
            assertThat(client.rest()).isEqualTo("so it was");
            nothingIsLeft(edge);
        }
    }

    @Test
    void aSlowReaderSlowsTheWriterDownAndGetsEverything() throws Exception {
        int size = 32 << 20;
        try (var server = new Server(socket -> new Wire(socket).send(new byte[size]));
                var edge = passing(server, Passage.IDLE, TCP);
                var client = edge.client()) {
            Thread.sleep(300); // everything that fits anywhere is on its way
            assertThat(client.socket().getInputStream().readNBytes(size)).hasSize(size);
        }
    }

    @Test
    void aClientThatBreaksOffEndsTheOtherSide() throws Exception {
        try (var server = new Server(socket -> new Wire(socket).rest());
                var edge = passing(server, Passage.IDLE, TCP);
                var client = edge.client()) {
            client.send("x");
            Await.until("open", RunningEdge.PATIENCE, () -> inFlight(edge) == 1);
            client.reset();
            nothingIsLeft(edge);
        }
    }

    @Test
    void nothingMovingForLongEndsTheConnection() throws Exception {
        try (var server = new Server(socket -> new Wire(socket).rest());
                var edge = passing(server, Duration.ofMillis(300), TCP);
                var client = edge.client()) {
            assertThat(client.send("x").rest()).isEmpty();
            assertThat(edge.edge().hits(Limit.STREAM_IDLE_TIME)).isEqualTo(1);
            nothingIsLeft(edge);
        }
    }

    @Test
    void aClientWaitsForATargetThatComesUp() throws Exception {
        int port = Ports.anyFree();
        try (var edge = opened(port, Passage.IDLE, TCP);
                var client = edge.client()) {
            client.send("early");
            try (var _ =
                    new Server(
                            port,
                            socket -> {
                                var wire = new Wire(socket);
                                wire.send("got " + wire.exactly(5));
                            })) {
                assertThat(client.rest()).isEqualTo("got early");
            }
        }
    }

    @Test
    void theTargetIsToldWhoTheClientIs() throws Exception {
        try (var server =
                        new Server(socket -> {
                            InputStream in = socket.getInputStream();
                            byte[] header = in.readNBytes(28);
                            var read = ProxyHeader.read(Unpooled.wrappedBuffer(header));
                            if (read instanceof ProxyHeader.Proxied(Ends ends)) {
                                String body =
                                        new String(in.readNBytes(4), StandardCharsets.US_ASCII);
                                new Wire(socket)
                                        .send(ends.client() + " " + ends.server() + " " + body);
                            }
                        });
                var edge = passing(server, Passage.IDLE, NAMED);
                var client = edge.client()) {
            var own = client.socket();
            assertThat(client.send("body").rest())
                    .isEqualTo(
                            own.getLocalSocketAddress() + " /127.0.0.1:" + edge.port() + " body");
        }
    }

    @Test
    void theNameInTheClientHelloChoosesTheTargetHoweverItIsCut() throws Exception {
        try (var first = tlsServer(one);
                var second = tlsServer(two);
                var edge = opened(first.port(), Passage.IDLE, TCP)) {
            var passage =
                    new Passage(
                            null,
                            List.of(
                                    new Passage.Named("one.example", RunningEdge.WEB),
                                    new Passage.Named("*.two.example", OTHER)),
                            Passage.IDLE);
            apply(edge, passage, first.port(), second.port());
            for (int size : new int[] {1, 3, 50, 10_000}) {
                assertThat(served(edge, one, "one.example", size)).isEqualTo("CN=one");
                assertThat(served(edge, two, "A.two.Example", size)).isEqualTo("CN=two");
                assertThatThrownBy(() -> served(edge, one, "two.example", size))
                        .isInstanceOf(IOException.class);
                assertThatThrownBy(() -> served(edge, one, null, size))
                        .isInstanceOf(IOException.class);
            }
            try (var stranger = edge.client()) {
                assertThat(stranger.send("GET / HTTP/1.1\r\n\r\n").rest()).isIn("", "!");
                assertThat(edge.edge().hits(Limit.CLIENT_HELLO)).isEqualTo(1);
            }
        }
    }

    @Test
    void openConnectionsOutliveTheirListenerAndTheirTarget() throws Exception {
        try (var server =
                        new Server(socket -> {
                            var wire = new Wire(socket);
                            while (true) {
                                wire.send(wire.exactly(4));
                            }
                        });
                var edge = passing(server, Passage.IDLE, TCP);
                var client = edge.client()) {
            assertThat(client.send("ping").exactly(4)).isEqualTo("ping");
            edge.listen(
                    Listener.passing(
                            Address.loopback(Ports.anyFree()),
                            ListenerProtocol.TCP,
                            new Passage(RunningEdge.WEB, List.of(), Passage.IDLE)));
            edge.serve(Ports.anyFree());
            assertThatThrownBy(() -> edge.client().exactly(1)).isInstanceOf(IOException.class);
            assertThat(client.send("pong").exactly(4)).isEqualTo("pong");
        }
    }

    @Test
    void anInstanceThatWantsToKnowIsToldOfEachClient() throws Exception {
        var names = new CopyOnWriteArrayList<String>();
        try (var server =
                        new Server(socket -> {
                            byte[] header = socket.getInputStream().readNBytes(16);
                            byte[] ends = socket.getInputStream().readNBytes(header[15]);
                            var read = ProxyHeader.read(Unpooled.wrappedBuffer(header, ends));
                            var wire = new Wire(socket);
                            while (true) {
                                wire.head();
                                names.add(
                                        read instanceof ProxyHeader.Proxied(Ends of)
                                                ? of.client().toString()
                                                : "health");
                                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                            }
                        });
                var edge = RunningEdge.opened(opening)) {
            edge.checking(
                    RunningEdge.QUICK.speaking(
                            new ServiceProtocol(ServiceProtocol.Kind.HTTP1, true)));
            edge.serve(server.port());
            edge.awaitHealthy(1);
            String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            try (var one = edge.client();
                    var two = edge.client()) {
                for (Wire each : List.of(one, two, one, two)) {
                    assertThat(each.send(get).message()).endsWith("ok");
                    assertThat(names)
                            .contains(each.socket().getLocalSocketAddress().toString())
                            .contains("health");
                    names.removeIf(name -> !name.equals("health"));
                }
            }
        }
    }

    private RunningEdge passing(Server server, Duration idle, ServiceProtocol speaks)
            throws Exception {
        return opened(server.port(), idle, speaks).awaitHealthy(1);
    }

    private RunningEdge opened(int port, Duration idle, ServiceProtocol speaks) throws Exception {
        var edge = RunningEdge.opened(opening);
        edge.listen(
                Listener.passing(
                        edge.address(),
                        ListenerProtocol.TCP,
                        new Passage(RunningEdge.WEB, List.of(), idle)));
        edge.checking(RunningEdge.QUICK.speaking(speaks));
        edge.serve(port);
        return edge;
    }

    private static void apply(RunningEdge edge, Passage passage, int web, int other)
            throws Exception {
        var health = RunningEdge.QUICK.speaking(TCP);
        var elsewhere = new Target(new InstanceId("other-1"), Address.loopback(other), false);
        edge.edge()
                .apply(
                        edge.version() + 100,
                        new EdgeImage(
                                List.of(
                                        Listener.passing(
                                                edge.address(), ListenerProtocol.TLS, passage)),
                                List.of(),
                                List.of(
                                        new TargetGroup(
                                                RunningEdge.WEB,
                                                health,
                                                List.of(RunningEdge.target(1, web, false))),
                                        new TargetGroup(OTHER, health, List.of(elsewhere)))));
        edge.awaitHealthy(2);
    }

    private static String served(
            RunningEdge edge, TestCertificate expected, @Nullable String name, int size)
            throws Exception {
        try (SSLSocket socket = CutTls.connect(expected.context(null), edge.port(), size)) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            assertThat(new Wire(socket).send("ping").exactly(4)).isEqualTo("ping");
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    private static long inFlight(RunningEdge edge) {
        return edge.targets().getFirst().inFlight();
    }

    private static void nothingIsLeft(RunningEdge edge) throws Exception {
        Await.until("nothing left", RunningEdge.PATIENCE, () -> inFlight(edge) == 0);
    }

    private interface Script {
        void run(Socket socket) throws IOException;
    }

    /// A program that speaks no HTTP.
    private static final class Server implements AutoCloseable {
        private final ServerSocket server;
        private final Script script;

        Server(Script script) throws IOException {
            this(0, script);
        }

        Server(int port, Script script) throws IOException {
            this(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), script);
        }

        Server(ServerSocket server, Script script) {
            this.server = server;
            this.script = script;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException _) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                script.run(socket);
            } catch (IOException _) {
                // a health check, or the client broke off
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /// Ends TLS itself, and says everything again.
    private static Server tlsServer(TestCertificate certificate) throws Exception {
        return new Server(
                certificate.context(certificate).getServerSocketFactory().createServerSocket(0),
                socket -> {
                    var wire = new Wire(socket);
                    wire.send(wire.exactly(4));
                });
    }
}
