package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.edge.kit.Http2Wire;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.TestCertificate;
import tenfold.edge.kit.Wire;
import tenfold.model.EdgeImage;
import tenfold.model.Listener;
import tenfold.model.ListenerProtocol;
import tenfold.model.ListenerTls;
import tenfold.model.Passage;
import tenfold.model.Route;
import tenfold.model.ServiceProtocol;
import tenfold.model.Target;
import tenfold.model.TargetGroup;
import tenfold.model.TargetGroupId;
import tenfold.testkit.Await;

/// Listeners, certificates and targets change under load, and nobody else notices.
@Timeout(120)
@SuppressWarnings("StringConcatToTextBlock") // the bytes on the wire, each CRLF to be seen
class ChangesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String WEBSOCKET =
            """
            GET /ws HTTP/1.1\r
            Host: a\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Key: k\r
            \r
            """;
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final TargetGroupId ECHO = new TargetGroupId("echo");
    private static final int CHANGES = 60;

    @TempDir static Path folder;

    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger rounds = new AtomicInteger();
    private final Address plain;
    private final Address secure;
    private final Address tcp;
    private final Address coming;

    ChangesTest() throws IOException {
        plain = Address.loopback(Ports.anyFree());
        secure = Address.loopback(Ports.anyFree());
        tcp = Address.loopback(Ports.anyFree());
        coming = Address.loopback(Ports.anyFree());
    }

    @Test
    void nothingThatIsUnchangedIsDropped() throws Exception {
        var one = TestCertificate.make(folder, "one", "dns:localhost");
        var two = TestCertificate.make(folder, "two", "dns:localhost");
        try (var first = origin();
                var second = origin();
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var edge = RunningEdge.opened(Edge::new)) {
            var _ = threads.submit(() -> serveEcho(echo));
            long version = 100;
            edge.edge()
                    .apply(version, image(one, List.of(first.port()), echo.getLocalPort(), false));
            edge.awaitHealthy(2);
            List<Future<Integer>> users = new ArrayList<>();
            users.add(threads.submit(() -> asksAgain(new Wire(socket(plain)))));
            users.add(threads.submit(() -> asksAgain(new Wire(socket(plain)))));
            users.add(threads.submit(() -> asksAgain(new Wire(one.connect(secure.port(), null)))));
            users.add(threads.submit(this::asksOverHttp2));
            users.add(threads.submit(() -> talks(new Wire(socket(tcp)), "")));
            users.add(threads.submit(() -> talks(new Wire(socket(plain)), WEBSOCKET)));
            Await.until("load", RunningEdge.PATIENCE, () -> rounds.get() > 50);
            for (int i = 0; i < CHANGES; i++) {
                List<Integer> targets =
                        i % 3 == 0 ? List.of(first.port(), second.port()) : List.of(first.port());
                edge.edge()
                        .apply(
                                ++version,
                                image(
                                        i % 2 == 0 ? two : one,
                                        targets,
                                        echo.getLocalPort(),
                                        i % 4 < 2));
                Thread.sleep(20);
            }
            done.set(true);
            for (Future<Integer> user : users) {
                assertThat(user.get()).isPositive();
            }
            try (var later = two.connect(secure.port(), null)) {
                edge.edge()
                        .apply(
                                ++version,
                                image(two, List.of(first.port()), echo.getLocalPort(), false));
                assertThat(later.isConnected()).isTrue();
            }
        }
    }

    private EdgeImage image(TestCertificate shown, List<Integer> ports, int echo, boolean more) {
        List<Listener> listeners = new ArrayList<>();
        listeners.add(new Listener(plain, null));
        listeners.add(
                Listener.https(secure, new ListenerTls(shown.files(), List.of(), null, false)));
        listeners.add(
                Listener.passing(
                        tcp, ListenerProtocol.TCP, new Passage(ECHO, List.of(), Passage.IDLE)));
        if (more) {
            listeners.add(new Listener(coming, null));
        }
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            targets.add(RunningEdge.target(i + 1, ports.get(i), false));
        }
        var echoing = new ServiceProtocol(ServiceProtocol.Kind.TCP, false);
        return new EdgeImage(
                listeners,
                List.of(Route.to("all", null, "/", RunningEdge.WEB, null)),
                List.of(
                        new TargetGroup(RunningEdge.WEB, RunningEdge.QUICK, targets),
                        new TargetGroup(
                                ECHO,
                                RunningEdge.QUICK.speaking(echoing),
                                List.of(RunningEdge.target(9, echo, false)))));
    }

    private static Socket socket(Address address) throws IOException {
        return new Socket(address.host(), address.port());
    }

    private int asksAgain(Wire wire) throws IOException {
        try (wire) {
            int count = 0;
            while (!done.get()) {
                assertThat(wire.send(GET).message()).startsWith("HTTP/1.1 200").endsWith("hello");
                count++;
                rounds.incrementAndGet();
            }
            return count;
        }
    }

    private int asksOverHttp2() throws IOException {
        try (var wire = new Http2Wire(socket(plain))) {
            int stream = 1;
            while (!done.get()) {
                assertThat(wire.get(stream, "/").answer(stream)).startsWith(":status: 200");
                wire.window(0, 5);
                stream += 2;
            }
            return stream / 2;
        }
    }

    private int talks(Wire wire, String opening) throws IOException {
        try (wire) {
            if (!opening.isEmpty()) {
                assertThat(wire.send(opening).head()).startsWith("HTTP/1.1 101");
            }
            int count = 0;
            while (!done.get()) {
                assertThat(wire.send("ping").exactly(4)).isEqualTo("ping");
                count++;
            }
            return count;
        }
    }

    private static Origin origin() throws IOException {
        return new Origin(wire -> {
            while (true) {
                if (wire.message().contains("Upgrade: websocket")) {
                    wire.send(SWITCH);
                    echo(wire);
                }
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            }
        });
    }

    private static void echo(Wire wire) throws IOException {
        while (true) {
            wire.send(wire.exactly(4));
        }
    }

    private static void serveEcho(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual()
                        .start(() -> {
                            try (socket) {
                                echo(new Wire(socket));
                            } catch (IOException _) {
                                // a health check, or the end
                            }
                        });
            } catch (IOException _) {
                return;
            }
        }
    }
}
