package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.model.Balancing;
import tenfold.model.Circuit;
import tenfold.model.Forward;
import tenfold.model.Outliers;
import tenfold.model.PathMatch;
import tenfold.model.Route;
import tenfold.model.RouteMatch;
import tenfold.model.TargetGroup;
import tenfold.model.TargetGroupId;

/// Changes of routes and targets while connections are open, over real sockets.
class LiveChangeTest {
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String UPGRADE =
            "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";

    @Test
    void whatDoesNotChangeLosesNoConnectionUnderLoad() throws Exception {
        try (Origin steady = application();
                Origin other = Origin.saying("other");
                Origin third = Origin.saying("third");
                RunningEdge edge = RunningEdge.before(steady)) {
            image(edge, steady, other, 0);
            edge.awaitHealthy(2);
            try (Wire kept = edge.client();
                    Wire socket = edge.client();
                    Wire stream = edge.client()) {
                assertThat(socket.send(UPGRADE).head()).startsWith("HTTP/1.1 101");
                stream.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n").head();
                var stop = new AtomicBoolean();
                var failure = new AtomicReference<Throwable>();
                var served = new AtomicInteger();
                List<Thread> load = load(edge, stop, failure, served);
                for (int round = 1; round <= 40; round++) {
                    image(edge, steady, round % 2 == 0 ? other : third, round);
                    assertThat(kept.send("GET /kept HTTP/1.1\r\nHost: a\r\n\r\n").message())
                            .startsWith("HTTP/1.1 200 ");
                    assertThat(socket.send("ping!").exactly(5)).isEqualTo("ping!");
                    stream.exactly(1);
                }
                stop.set(true);
                for (Thread each : load) {
                    each.join();
                }
                assertThat(failure.get()).isNull();
                assertThat(served.get()).isGreaterThan(40);
            }
        }
    }

    @Test
    void aDrainingTargetsWebSocketsAreToldToComeAgain() throws Exception {
        try (Origin steady = application();
                Origin other = application();
                RunningEdge edge = RunningEdge.before(steady)) {
            Balancing quick = drainingIn(Duration.ofMillis(300));
            Route all = Route.of("all", RouteMatch.ALL, Forward.to(new TargetGroupId("web")));
            TargetGroup first = RunningEdge.group("web", quick, steady);
            edge.serve(List.of(all), List.of(first), null).awaitHealthy(1);
            try (Wire socket = edge.client();
                    Wire stream = edge.client()) {
                assertThat(socket.send(UPGRADE).head()).startsWith("HTTP/1.1 101");
                stream.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n").head();
                // A frame that is under way is not cut into: its rest comes before the goodbye.
                String frame = "\u0082\u0003ab";
                assertThat(socket.send(frame).exactly(4)).isEqualTo(frame);

                edge.serve(List.of(all), List.of(RunningEdge.group("web", quick, other)), null);

                assertThat(stream.rest()).contains("x").doesNotContain("\r\n0\r\n"); // cut off
                socket.send("c");
                assertThat(socket.exactly(5)).isEqualTo("c\u0088\u0002\u0003\u00e9");
                socket.endOutput();
                assertThat(socket.rest()).isEmpty();
            }
            assertThat(edge.edge().hits(Limit.DRAIN_TIME)).isGreaterThanOrEqualTo(2);
        }
    }

    private static List<Thread> load(
            RunningEdge edge,
            AtomicBoolean stop,
            AtomicReference<Throwable> failure,
            AtomicInteger served) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try (Wire client = edge.client()) {
                                    while (!stop.get()) {
                                        client.send("GET /load HTTP/1.1\r\nHost: a\r\n\r\n");
                                        if (!client.message().startsWith("HTTP/1.1 200 ")) {
                                            throw new IOException("not served");
                                        }
                                        served.incrementAndGet();
                                    }
                                } catch (IOException e) {
                                    failure.set(e);
                                }
                            }));
        }
        return threads;
    }

    /// The route `steady` stays; another's target and conditions change with each round.
    private static void image(RunningEdge edge, Origin steady, Origin changing, int round) {
        var other = new TargetGroupId("other");
        edge.serve(
                List.of(
                        Route.to("steady", null, "/", RunningEdge.WEB, null),
                        Route.of(
                                "changing",
                                RouteMatch.of(null, PathMatch.prefix("/other" + round)),
                                Forward.to(other))),
                List.of(
                        RunningEdge.group("web", Balancing.DEFAULT, steady),
                        RunningEdge.group("other", Balancing.DEFAULT, changing)),
                null);
    }

    private static Balancing drainingIn(Duration most) {
        return new Balancing(
                Balancing.Method.LEAST_OUTSTANDING,
                null,
                Duration.ZERO,
                0,
                Outliers.DEFAULT,
                Circuit.DEFAULT,
                null,
                most);
    }

    /// Echoes on `/ws`, streams without end on `/stream`, and answers anything else.
    private static Origin application() throws IOException {
        return new Origin(wire -> {
            while (true) {
                String request = wire.message();
                if (request.startsWith("GET /ws ")) {
                    wire.send(SWITCHING);
                    while (true) {
                        wire.send(wire.exactly(1));
                    }
                } else if (request.startsWith("GET /stream ")) {
                    wire.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                    while (true) {
                        wire.send("x");
                        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
                    }
                } else {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                }
            }
        });
    }
}
