package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.edge.kit.Http2Wire.END_HEADERS;
import static tenfold.edge.kit.Http2Wire.END_STREAM;
import static tenfold.edge.kit.Http2Wire.HEADERS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.edge.kit.Http2Origin;
import tenfold.edge.kit.Http2Wire;
import tenfold.edge.kit.Http2Wire.Frame;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.testkit.Await;

/// Instances that speak HTTP/2: most tests put a second edge there, which is strict about what it
/// is sent.
@Timeout(60)
class Http2UpstreamTest {
    private static final String GET = "GET /a?b HTTP/1.1\r\nHost: a.example\r\n\r\n";

    @Test
    void aRequestArrivesAsItWasAsked() throws Exception {
        try (var origin = Origin.saying("hello");
                var second = RunningEdge.before(origin);
                var edge = RunningEdge.overHttp2(second.port());
                var client = edge.client()) {
            String ask =
                    "PUT /a%20b?c=d HTTP/1.1\r\nHost: A.example:80\r\nCookie: x=1; y=2\r\n"
                            + "X-Some: Thing\r\nContent-Length: 4\r\nX-Forwarded-For: 1.1.1.1\r\n\r\nbody";
            assertThat(client.send(ask).message())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("X-Request-Id: ")
                    .endsWith("hello");
            assertThat(origin.requests().getFirst())
                    .startsWith("PUT /a%20b?c=d HTTP/1.1\r\nHost: A.example:80\r\n")
                    .contains("x-some: Thing\r\n", "Content-Length: 4\r\n", "Cookie: x=1; y=2\r\n")
                    .doesNotContain("1.1.1.1")
                    .endsWith("body");
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).message()).endsWith("hello");
            }
            assertThat(origin.requests()).hasSize(21);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 204 No\r\n\r\n', GET, 204",
        "'HTTP/1.1 304 No\r\nETag: \"x\"\r\n\r\n', GET, 304",
        "'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n', HEAD, 200",
        "'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', GET, 200",
        "'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno', GET, 500",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n', GET, 200",
    })
    void everyKindOfAnswerPasses(String answer, String method, int status) throws Exception {
        try (var origin = Origin.answering(answer);
                var second = RunningEdge.before(origin);
                var edge = RunningEdge.overHttp2(second.port());
                var client = edge.client();
                var modern = Http2Wire.to(edge.port())) {
            for (int i = 0; i < 2; i++) {
                client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
                String got = method.equals("HEAD") ? client.head() : client.message();
                assertThat(got).startsWith("HTTP/1.1 " + status);
                assertThat(got.contains("abc|x-sum: 7")).isEqualTo(answer.contains("X-Sum"));
            }
            modern.frame(
                    HEADERS,
                    END_STREAM | END_HEADERS,
                    1,
                    Http2Wire.block(Http2Wire.request(method, "/")));
            assertThat(modern.answer(1)).startsWith(":status: " + status);
        }
    }

    @Test
    void earlyHintsPass() throws Exception {
        try (var origin =
                        Origin.answering(
                                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
                                        + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                var second = RunningEdge.before(origin);
                var edge = RunningEdge.overHttp2(second.port());
                var client = edge.client();
                var modern = Http2Wire.to(edge.port())) {
            assertThat(client.send(GET).head()).startsWith("HTTP/1.1 103 ").contains("a.css");
            assertThat(client.message()).endsWith("ok");
            assertThat(modern.get(1, "/").next().text()).startsWith(":status: 103");
            assertThat(modern.answer(1)).startsWith(":status: 200");
        }
    }

    @Test
    void largeBodiesPassBothWaysAtTheSlowerOnesPace() throws Exception {
        int size = 8 << 20;
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.exactly(size);
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                            wire.send(new byte[size]);
                            wire.rest();
                        });
                var second = RunningEdge.before(origin);
                var edge = RunningEdge.overHttp2(second.port());
                var client = edge.client();
                var other = edge.client()) {
            String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n";
            client.send(head).send(new byte[size]);
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            Thread.sleep(300); // the windows are full, and others still get answers
            assertThat(other.send(head).send(new byte[size]).head()).startsWith("HTTP/1.1 200");
            assertThat(client.socket().getInputStream().readNBytes(size)).hasSize(size);
            assertThat(other.socket().getInputStream().readNBytes(size)).hasSize(size);
        }
    }

    @Test
    void manyRequestsShareOneConnectionOfEachLoop() throws Exception {
        try (var origin =
                        new Http2Origin((wire, first) -> {
                            List<Frame> asked = new ArrayList<>(List.of(first));
                            while (asked.size() < 8) {
                                asked.add(wire.next());
                            }
                            for (Frame each : asked.reversed()) {
                                wire.frame(
                                        HEADERS, END_HEADERS, each.stream(), Http2Wire.status(200));
                                wire.data(each.stream(), "n" + each.stream(), true);
                            }
                            wire.goAway();
                        });
                var edge = RunningEdge.overHttp2(origin.port());
                var client = Http2Wire.to(edge.port())) {
            for (int stream = 1; stream <= 15; stream += 2) {
                client.get(stream, "/" + stream);
            }
            List<Integer> order = new ArrayList<>();
            while (order.size() < 8) {
                Frame frame = client.next();
                if (frame.ends()) {
                    order.add(frame.stream());
                }
            }
            assertThat(order).containsExactly(15, 13, 11, 9, 7, 5, 3, 1);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void theTargetsLimitOfStreamsIsKept() throws Exception {
        var most = new AtomicInteger();
        try (var origin =
                        new Http2Origin(
                                (wire, first) -> {
                                    int stream = first.stream();
                                    while (true) {
                                        pause();
                                        while (wire.available()) {
                                            boolean more = wire.any().type() == HEADERS;
                                            most.addAndGet(more ? 1 : 0);
                                        }
                                        wire.frame(
                                                HEADERS,
                                                END_STREAM | END_HEADERS,
                                                stream,
                                                Http2Wire.status(200));
                                        stream = wire.next().stream();
                                    }
                                },
                                3,
                                1);
                var edge = RunningEdge.overHttp2(origin.port());
                var client = Http2Wire.to(edge.port())) {
            client.get(1, "/");
            assertThat(client.answer(1)).startsWith(":status: 200");
            for (int stream = 3; stream <= 41; stream += 2) {
                client.get(stream, "/");
            }
            for (int done = 0; done < 20; ) {
                Frame frame = client.next();
                done += frame.ends() ? 1 : 0;
                assertThat(frame.text()).startsWith(":status: 200");
            }
            assertThat(most.get()).isZero();
            assertThat(origin.connections()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"REFUSED", "GOAWAY"})
    void whatATargetHasNotLookedAtGoesElsewhere(String how) throws Exception {
        try (var refusing =
                        new Http2Origin((wire, first) -> {
                            if (how.equals("REFUSED")) {
                                wire.frame(
                                        Http2Wire.RST_STREAM,
                                        0,
                                        first.stream(),
                                        Http2Wire.number(7));
                                while (true) {
                                    Frame next = wire.next();
                                    wire.frame(
                                            Http2Wire.RST_STREAM,
                                            0,
                                            next.stream(),
                                            Http2Wire.number(7));
                                }
                            }
                            wire.frame(
                                    Http2Wire.GOAWAY,
                                    0,
                                    0,
                                    ByteBuffer.allocate(8).putInt(0).putInt(0).array());
                            wire.goAway();
                        });
                var origin = Origin.saying("hello");
                var second = RunningEdge.before(origin);
                var edge = RunningEdge.overHttp2(refusing.port(), second.port());
                var client = edge.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(
                                client.send(
                                                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                                        .message())
                        .endsWith("hello");
            }
            assertThat(origin.requests()).hasSize(10);
            assertThat(refusing.connections()).isPositive();
        }
    }

    @Test
    void aTargetThatIsTakenAwayFinishesWhatItHas() throws Exception {
        var goOn = new CountDownLatch(1);
        try (var origin =
                        new Http2Origin((wire, first) -> {
                            wire.frame(HEADERS, END_HEADERS, first.stream(), Http2Wire.status(200));
                            while (goOn.getCount() > 0) {
                                pause();
                            }
                            wire.data(first.stream(), "whole", true);
                            wire.goAway();
                        });
                var other = Origin.saying("other");
                var second = RunningEdge.before(other);
                var edge = RunningEdge.overHttp2(origin.port());
                var client = edge.client();
                var next = edge.client()) {
            assertThat(client.send(GET).head()).startsWith("HTTP/1.1 200");
            edge.serve(second.port());
            edge.awaitHealthy(1);
            assertThat(next.send(GET).message()).endsWith("other");
            goOn.countDown();
            assertThat(client.chunks()).isEqualTo("whole");
        }
    }

    @Test
    void anInstanceThatSpeaksOnlyHttp1IsNotHealthy() throws Exception {
        try (var origin = Origin.saying("hello");
                var edge = RunningEdge.opened(Edge::new)) {
            edge.checking(RunningEdge.QUICK.speaking(RunningEdge.HTTP2));
            edge.serve(origin.port());
            Await.until(
                    "a reason",
                    RunningEdge.PATIENCE,
                    () -> edge.targets().getFirst().reason().contains("GET /health"));
            assertThat(edge.targets().getFirst().healthy()).isFalse();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
