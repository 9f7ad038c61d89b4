package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.edge.kit.Http2Wire.END_HEADERS;
import static tenfold.edge.kit.Http2Wire.END_STREAM;
import static tenfold.edge.kit.Http2Wire.HEADERS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tenfold.edge.kit.Http2Wire;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.testkit.Await;

/// Requests of HTTP/2 and their answers, through the same exchanges as those of HTTP/1.1.
@Timeout(60)
@ParameterizedClass
@MethodSource("tenfold.edge.Openings#onEveryTransport")
@SuppressWarnings("StringConcatToTextBlock") // the bytes on the wire, each CRLF to be seen
class Http2Test {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Function<EdgeConfig, Edge> opening;

    Http2Test(Function<EdgeConfig, Edge> opening) {
        this.opening = opening;
    }

    @Test
    void aRequestBecomesOneOfHttp11AndItsAnswerComesBack() throws Exception {
        try (var origin =
                        Origin.answering(
                                "HTTP/1.1 201 Made\r\nX-Thing: A b\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
                                        + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\n\r\nyes");
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.frame(
                    HEADERS,
                    END_STREAM | END_HEADERS,
                    1,
                    Http2Wire.block(
                            ":method: GET",
                            ":path: /a?b=c",
                            ":scheme: http",
                            ":authority: shop.example:8080",
                            "cookie: x=1",
                            "te: trailers",
                            "user-agent: hand",
                            "x-forwarded-for: 6.6.6.6",
                            "cookie: y=2"));
            assertThat(client.answer(1))
                    .startsWith(":status: 201\n")
                    .contains("x-thing: A b\n", "set-cookie: a=1\nset-cookie: b=2\n")
                    .contains("content-length: 3\nx-request-id: ")
                    .doesNotContain("connection", "x-hop")
                    .endsWith("yes");
            assertThat(origin.requests().getFirst())
                    .startsWith("GET /a?b=c HTTP/1.1\r\nHost: shop.example:8080\r\n")
                    .contains("Cookie: x=1; y=2\r\n", "user-agent: hand\r\n")
                    .contains("X-Forwarded-For: 127.0.0.1\r\n")
                    .doesNotContain("6.6.6.6", "te:", "Transfer-Encoding");
        }
    }

    @Test
    void bodiesAndTrailersPassBothWays() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            String body = wire.message();
                            wire.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            + "5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n");
                            assertThat(body).endsWith("one two|x-check: 42");
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.post(1, "/").data(1, "one ", false).data(1, "two", false);
            client.frame(HEADERS, END_STREAM | END_HEADERS, 1, Http2Wire.block("x-check: 42"));

            assertThat(client.answer(1)).endsWith("hello|x-sum: 7\n");
        }
    }

    @Test
    void aBodyOfKnownLengthIsHeldToIt() throws Exception {
        try (var origin = Origin.saying("ok");
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.post(1, "/", "content-length: 4").data(1, "four", true);
            assertThat(client.answer(1)).endsWith("ok");
            assertThat(origin.requests().getFirst())
                    .contains("Content-Length: 4\r\n")
                    .endsWith("\r\n\r\nfour");

            client.post(3, "/", "content-length: 4").data(3, "three", true);
            assertThat(client.answer(3)).endsWith("!1");
            client.post(5, "/", "content-length: 4").data(5, "two", true);
            assertThat(client.answer(5)).endsWith("!1");
        }
    }

    @Test
    void interimAnswersArriveBeforeTheAnswer() throws Exception {
        try (var origin =
                        Origin.answering(
                                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + OK);
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            assertThat(client.get(1, "/").answer(1))
                    .startsWith(":status: 103\nlink: </a.css>\n|:status: 200\n")
                    .endsWith("ok");
        }
    }

    @Test
    void manyStreamsAreAnsweredInAnyOrder() throws Exception {
        var release = new CountDownLatch(1);
        try (var origin =
                        new Origin(wire -> {
                            while (true) {
                                if (wire.head().startsWith("GET /slow")) {
                                    await(release);
                                }
                                wire.send(OK);
                            }
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.get(1, "/slow");
            for (int stream = 3; stream < 200; stream += 2) {
                client.get(stream, "/");
            }
            assertThat(client.answer(199)).endsWith("ok");
            release.countDown();
            assertThat(client.answer(1)).endsWith("ok");
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void anAnswerWaitsForTheWindowAndItsInstanceForIt() throws Exception {
        var sent = new AtomicLong();
        int size = 32 << 20;
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                            for (int i = 0; i < size; i += 1 << 16) {
                                wire.send(new byte[1 << 16]);
                                sent.addAndGet(1 << 16);
                            }
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.get(1, "/");
            long got = 0;
            while (got < 65_535) {
                var frame = client.next();
                got += frame.type() == Http2Wire.DATA ? frame.text().length() : 0;
            }
            assertThat(got).isEqualTo(65_535);
            assertThat(sent.get()).as("what sockets hold").isLessThan(size - (1 << 20));

            client.window(0, size).window(1, size);
            while (got < size) {
                var frame = client.next();
                got += frame.type() == Http2Wire.DATA ? frame.text().length() : 0;
                assertThat(frame.ends()).isEqualTo(got == size);
            }
        }
    }

    @Test
    void aBodyWaitsForItsInstance() throws Exception {
        var read = new CountDownLatch(1);
        int frames = 600;
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            await(read);
                            assertThat(bytesToTheLastChunk(wire)).isGreaterThan(frames << 14);
                            wire.send(OK);
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.post(1, "/");
            String piece = "x".repeat(16_384);
            int streamWindow = EdgeLimits.DEFAULT.http2().streamWindow();
            int credit = streamWindow;
            for (int i = 0; i < frames; i++) {
                while (credit < piece.length()) {
                    read.countDown();
                    credit += credited(client, 1);
                }
                client.data(1, piece, i == frames - 1);
                credit -= piece.length();
            }
            assertThat(client.answer(1)).endsWith("ok");
        }
    }

    private static long bytesToTheLastChunk(Wire wire) throws IOException {
        byte[] piece = new byte[1 << 16];
        String end = "";
        long all = 0;
        while (!end.endsWith("\r\n0\r\n\r\n")) {
            int size = wire.socket().getInputStream().read(piece);
            assertThat(size).isPositive();
            String last = new String(piece, 0, size, StandardCharsets.ISO_8859_1);
            end = end.substring(Math.max(0, end.length() - 9)) + last;
            all += size;
        }
        return all;
    }

    private static int credited(Http2Wire client, int stream) throws IOException {
        var frame = client.any();
        boolean own = frame.type() == Http2Wire.WINDOW_UPDATE && frame.stream() == stream;
        return own ? new java.math.BigInteger(1, Http2Wire.bytes(frame.text())).intValue() : 0;
    }

    @Test
    void moreThanTheWindowIsRefused() throws Exception {
        var limits = EdgeLimits.DEFAULT.with(new EdgeLimits.Http2(9, 100, 65_535, 9, 9, 99, 9));
        try (var origin = new Origin(wire -> wire.rest());
                var edge = RunningEdge.before(limits, origin);
                var client = Http2Wire.to(edge.port())) {
            client.post(1, "/").data(1, "x".repeat(101), false);
            assertThat(client.answer(1)).isEqualTo("!3");
        }
    }

    @Test
    void whatIsNoRequestIsAnsweredAndTheConnectionStays() throws Exception {
        try (var origin = Origin.saying("ok");
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            assertThat(client.get(1, "/%2e%2e/secret").answer(1)).startsWith(":status: 400\n");
            assertThat(client.get(3, "/" + "a".repeat(9000)).answer(3))
                    .startsWith(":status: 414\n")
                    .contains("\"status\":414");
            client.frame(
                    HEADERS,
                    END_STREAM | END_HEADERS,
                    5,
                    Http2Wire.block(":method: CONNECT", ":authority: a:1"));
            assertThat(client.answer(5)).startsWith(":status: 405\n");
            assertThat(client.get(7, "/").answer(7)).startsWith(":status: 200\n");
            assertThat(edge.edge().hits(Limit.REQUEST_LINE)).isEqualTo(1);
        }
    }

    @Test
    void whatCouldBeReadOtherwiseReachesNobody() throws Exception {
        String[] malformed = {
            "x: a\r\nGET /smuggled HTTP/1.1",
            "x: a\0b",
            "Upper: a",
            "x y: a",
            "x:: a",
            "transfer-encoding: chunked",
            "connection: close",
            "upgrade: websocket",
            "te: gzip",
            "host: other",
            ":path: /again",
            ":unknown: a",
            "x:  a"
        };
        try (var origin = Origin.saying("ok");
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            int stream = 1;
            for (String field : malformed) {
                assertThat(client.post(stream, "/", field).answer(stream))
                        .as(field)
                        .isEqualTo("!1");
                stream += 2;
            }
            assertThat(client.get(stream, "/").answer(stream)).endsWith("ok");
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNotTakenForWhole() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour");
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            assertThat(client.get(1, "/").answer(1)).contains(":status: 200").endsWith("four!2");
        }
    }

    @Test
    void aCancelledRequestEndsAtTheInstanceToo() throws Exception {
        var asked = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            asked.countDown();
                            wire.rest();
                            ended.countDown();
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.get(1, "/");
            await(asked);
            client.reset(1);
            assertThat(ended.await(15, TimeUnit.SECONDS)).isTrue();
            Await.until(
                    "logged",
                    RunningEdge.PATIENCE,
                    () ->
                            Files.exists(edge.log())
                                    && Files.readString(edge.log())
                                            .matches("(?s).*\"status\":499.*\"http\":2.*"));
        }
    }

    @Test
    void aWebSocketIsATunnelOnItsStream() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            assertThat(wire.head())
                                    .startsWith("GET /chat HTTP/1.1\r\nHost: a\r\n")
                                    .contains("Connection: upgrade\r\nUpgrade: websocket\r\n")
                                    .containsPattern("Sec-WebSocket-Key: [A-Za-z0-9+/]{22}==\r\n")
                                    .contains("sec-websocket-version: 13\r\n");
                            wire.send(
                                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                            + "Upgrade: websocket\r\nSec-WebSocket-Accept: v\r\n"
                                            + "Sec-WebSocket-Protocol: p\r\n\r\nhello");
                            assertThat(wire.exactly(4)).isEqualTo("ping");
                            wire.send("pong");
                            assertThat(wire.rest()).isEqualTo("more");
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.frame(HEADERS, END_HEADERS, 1, Http2Wire.block(connect("/chat")));
            client.data(1, "pi", false).data(1, "ng", false).get(3, "/health");

            var head = client.next();
            while (head.stream() != 1) {
                head = client.next();
            }
            assertThat(head.text()).isEqualTo(":status: 200\nsec-websocket-protocol: p\n");
            assertThat(head.ends()).isFalse();
            assertThat(client.next().text() + client.next().text()).contains("hello");
            client.data(1, "more", true);
            assertThat(client.answer(1)).endsWith("");
            Await.until(
                    "nothing left in flight",
                    RunningEdge.PATIENCE,
                    () -> edge.targets().getFirst().inFlight() == 0);
        }
    }

    private static String[] connect(String path) {
        return new String[] {
            ":method: CONNECT",
            ":protocol: websocket",
            ":scheme: http",
            ":path: " + path,
            ":authority: a",
            "sec-websocket-version: 13"
        };
    }

    @Test
    void drainingLetsOpenStreamsFinishAndTakesNoNewOnes() throws Exception {
        var release = new CountDownLatch(1);
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            await(release);
                            wire.send(OK);
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.get(1, "/");
            Await.until(
                    "asked", RunningEdge.PATIENCE, () -> edge.targets().getFirst().inFlight() == 1);
            Thread drain = Thread.ofVirtual().start(() -> edge.edge().drain(Duration.ofSeconds(9)));
            var first = client.next();
            var second = client.next();
            assertThat(first.text()).startsWith("\u007f\u00ff\u00ff\u00ff");
            assertThat(second.text()).startsWith("\0\0\0\1");
            client.get(3, "/");
            assertThat(client.answer(3)).isEqualTo("!7");
            release.countDown();
            assertThat(client.answer(1)).endsWith("ok");
            assertThat(client.goAway()).isEqualTo(-1);
            drain.join();
        }
    }

    @Test
    void aConnectionThatIdlesIsEnded() throws Exception {
        var quick =
                new EdgeLimits.Client(
                        Duration.ofMillis(400),
                        Duration.ofMillis(400),
                        1000,
                        Duration.ofMillis(500),
                        Duration.ofMillis(500));
        try (var origin = Origin.saying("ok");
                var edge = RunningEdge.before(EdgeLimits.DEFAULT.with(quick), origin);
                var client = Http2Wire.to(edge.port());
                var unsure = edge.client()) {
            unsure.send("PRI * HTTP/2.0\r\n");
            assertThat(client.get(1, "/").answer(1)).endsWith("ok");
            assertThat(client.goAway()).isZero();
            assertThat(edge.edge().hits(Limit.IDLE_TIME)).isPositive();
            assertThat(unsure.rest()).startsWith("HTTP/1.1 408 ");
        }
    }
}
