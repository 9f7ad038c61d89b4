package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.model.EdgeImage;
import tenfold.model.HealthCheck;
import tenfold.model.Listener;
import tenfold.model.Route;
import tenfold.model.TargetGroup;
import tenfold.testkit.Await;

@Timeout(60)
class ListenersTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void anOlderImageIsRefusedAndTheSameChangesNothing() throws Exception {
        try (var origin = Origin.saying("x");
                var edge = RunningEdge.before(origin)) {
            edge.serve(origin.port());
            EdgeImage image = image(origin.port(), Ports.anyFree());
            edge.edge().apply(edge.version(), image);
            assertThat(edge.ask(GET)).endsWith("x");
            assertThatThrownBy(() -> edge.edge().apply(edge.version() - 1, image))
                    .hasMessageContaining("older");
        }
    }

    @Test
    void aTakenPortIsReportedAndOpenedWhenItIsFree() throws Exception {
        try (var origin = Origin.saying("x");
                var edge = RunningEdge.before(origin)) {
            int port;
            try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                port = taken.getLocalPort();
                edge.edge().apply(edge.version() + 1, image(origin.port(), edge.port(), port));
                var report = edge.edge().report().listeners();
                assertThat(report.get(0).open()).isTrue();
                assertThat(report.get(1).open()).isFalse();
                assertThat(report.get(1).problem()).contains("port " + port + " is taken");
            }
            Await.until(
                    "open",
                    RunningEdge.PATIENCE,
                    () -> edge.edge().report().listeners().get(1).open());
            assertThat(edge.edge().report().listeners().get(1).problem()).isNull();
            try (var client = Wire.to(port)) {
                assertThat(client.send(GET).message()).endsWith("x");
            }
        }
    }

    @Test
    void aNewImageDropsNoConnectionOfWhatStays() throws Exception {
        var go = new CompletableFuture<String>();
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbeg");
                            wire.send(go.join());
                        });
                var other = Origin.saying("other");
                var edge = RunningEdge.before(origin);
                var client = edge.client();
                var idle = edge.client()) {
            client.send(GET).head();
            edge.serve(origin.port(), other.port());
            edge.serve(
                    List.of(
                            RunningEdge.target(1, origin.port(), true),
                            RunningEdge.target(2, other.port(), false)));
            edge.awaitHealthy(2);
            for (int i = 0; i < 10; i++) {
                assertThat(idle.send(GET).message()).endsWith("other");
            }
            go.complete("end");
            assertThat(client.exactly(6)).isEqualTo("begend");
            assertThat(client.send(GET).message()).endsWith("other");
        }
    }

    @Test
    void drainingFinishesWhatRunsAndAcceptsNobody() throws Exception {
        var go = new CompletableFuture<String>();
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send(ForwardingTest.ok(go.join()));
                        });
                var edge = RunningEdge.before(origin);
                var idle = edge.client();
                var client = edge.client()) {
            client.send(GET);
            Await.until(
                    "in flight",
                    RunningEdge.PATIENCE,
                    () -> edge.targets().getFirst().inFlight() == 1);
            var drained = Thread.ofVirtual().start(() -> edge.edge().drain(Duration.ofSeconds(20)));
            assertThat(idle.rest()).isEmpty();
            assertThatThrownBy(edge::client).isInstanceOf(IOException.class);
            go.complete("late");
            assertThat(client.rest()).contains("Connection: close").endsWith("late");
            drained.join();
            assertThat(edge.edge().report().connectionsOpen()).isZero();
        }
    }

    private static EdgeImage image(int origin, int... ports) {
        return new EdgeImage(
                java.util.Arrays.stream(ports)
                        .mapToObj(port -> new Listener(Address.loopback(port), null))
                        .toList(),
                List.of(Route.to("all", null, "/", RunningEdge.WEB, null)),
                List.of(
                        new TargetGroup(
                                RunningEdge.WEB,
                                HealthCheck.DEFAULT,
                                List.of(RunningEdge.target(1, origin, false)))));
    }
}
