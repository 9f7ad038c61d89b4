package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.testkit.Await;

@Timeout(60)
@ParameterizedClass
@MethodSource("tenfold.edge.Openings#onEveryTransport")
@SuppressWarnings("StringConcatToTextBlock") // the bytes on the wire, each CRLF to be seen
class ForwardingTest {
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: app.test\r\n\r\n";

    private final Function<EdgeConfig, Edge> opening;

    ForwardingTest(Function<EdgeConfig, Edge> opening) {
        this.opening = opening;
    }

    @Test
    void passesARequestAndItsAnswer() throws Exception {
        try (var origin = Origin.saying("hello");
                var edge = RunningEdge.before(opening, origin)) {
            String answer = edge.ask(GET);

            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
            assertThat(answer).contains("Content-Length: 5\r\n").contains("X-Request-Id: ");
            assertThat(origin.requests().getFirst())
                    .startsWith("GET /a?b=c HTTP/1.1\r\nHost: app.test\r\n");
        }
    }

    @Test
    void saysWhoAskedAndBelievesNobodyElse() throws Exception {
        try (var origin = Origin.saying("");
                var edge = RunningEdge.before(opening, origin)) {
            edge.ask(
                    "GET / HTTP/1.1\r\nHost: app.test:8080\r\nX-Forwarded-For: 6.6.6.6\r\n"
                            + "x-forwarded-proto: https\r\nX_Forwarded_Host: evil\r\nForwarded: for=6.6.6.6\r\n"
                            + "X-Real-IP: 6.6.6.6\r\nX-Forwarded-Prefix: /evil\r\nX-Request-Id: forged\r\n"
                            + "Proxy: evil\r\nConnection: X-Drop\r\nX-Drop: 1\r\nKeep-Alive: 5\r\nTE: gzip\r\n"
                            + "X-Stays: yes\r\n\r\n");

            String seen = origin.requests().getFirst();
            assertThat(seen)
                    .contains("X-Forwarded-For: 127.0.0.1\r\n")
                    .contains("X-Forwarded-Proto: http\r\n")
                    .contains("X-Forwarded-Host: app.test:8080\r\n")
                    .contains("X-Forwarded-Port: " + edge.port() + "\r\n")
                    .contains("Forwarded: for=127.0.0.1;host=\"app.test:8080\";proto=http\r\n")
                    .contains("X-Stays: yes\r\n");
            assertThat(seen.toLowerCase(Locale.ROOT))
                    .doesNotContain(
                            "6.6.6.6", "evil", "forged", "x-drop", "keep-alive", "te: gzip");
        }
    }

    @Test
    void oneConnectionServesManyRequestsOverOneUpstreamConnection() throws Exception {
        try (var origin = Origin.saying("x");
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.send(GET).message()).endsWith("\r\n\r\nx");
            }
            assertThat(edge.edge().report().requests()).isEqualTo(50);
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            while (true) {
                                String path = wire.message().split(" ")[1];
                                wire.send(ok(path));
                            }
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            var all = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < 200; i++) {
                assertThat(client.message()).endsWith("\r\n\r\n/" + i);
            }
        }
    }

    @Test
    void passesBodiesOfKnownLengthAndInChunks() throws Exception {
        try (var origin = echo();
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
            client.send("lo");
            assertThat(client.message()).endsWith("\r\n\r\nhello");

            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("5;ext=1\r\nhello\r\n6\r\n, you");
            client.send("!\r\n0\r\nX-Sum: 7\r\n\r\n");
            assertThat(client.message()).endsWith("\r\n\r\nhello, you!|X-Sum: 7");
        }
    }

    @Test
    void passesChunksAndTrailersOfAnswers() throws Exception {
        try (var origin =
                        Origin.answering(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "3\r\nabc\r\n00004\r\ndefg\r\n0\r\nX-Sum: 1\r\n\r\n");
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            assertThat(client.send(GET).message()).endsWith("\r\n\r\nabcdefg|X-Sum: 1");
            assertThat(client.send(GET).message()).endsWith("\r\n\r\nabcdefg|X-Sum: 1");
        }
    }

    @Test
    void anAnswerThatEndsWithItsConnectionGoesOutInChunks() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 200 OK\r\n\r\nall of it");
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            assertThat(client.send(GET).message()).endsWith("\r\n\r\nall of it");
            assertThat(client.send(GET).message()).endsWith("\r\n\r\nall of it");
        }
    }

    @Test
    void anHttp10ClientGetsPlainBytesAndTheEnd() throws Exception {
        try (var origin =
                        Origin.answering(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            String answer = client.send("GET / HTTP/1.0\r\n\r\n").rest();

            assertThat(answer).endsWith("Connection: close\r\n" + id(answer) + "\r\n\r\nabc");
            assertThat(answer).doesNotContain("Transfer-Encoding");
            assertThat(origin.requests().getFirst()).contains("Host: 127.0.0.1:" + edge.port());
        }
    }

    @Test
    void anHttp10ClientMayKeepItsConnection() throws Exception {
        try (var origin = Origin.saying("abc");
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
                assertThat(client.message()).contains("Connection: keep-alive").endsWith("abc");
            }
        }
    }

    @Test
    void answersToHeadAndStatusesWithoutBodyHaveNone() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            while (true) {
                                String head = wire.head();
                                wire.send(
                                        head.startsWith("HEAD")
                                                ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
                                                : head.contains("/204")
                                                        ? "HTTP/1.1 204 No Content\r\n\r\n"
                                                        : "HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 7\r\n\r\n");
                            }
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.head()).contains("Content-Length: 99");
                client.send("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.head()).startsWith("HTTP/1.1 204 No Content\r\n");
                client.send("GET /304 HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.head()).contains("304 Not Modified", "ETag: x");
            }
        }
    }

    @Test
    void passesExpectContinueAndEarlyHints() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            assertThat(wire.head()).contains("Expect: 100-continue");
                            wire.send("HTTP/1.1 100 Continue\r\n\r\n");
                            wire.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
                            wire.send(ok(wire.exactly(4)));
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.head()).contains("103 Early Hints", "Link: </a.css>");
            client.send("body");
            assertThat(client.message()).endsWith("\r\n\r\nbody");
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestArrivesAndEndsTheConnection() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
                            wire.rest();
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbegin");
            assertThat(client.rest())
                    .contains("401 Unauthorized", "Connection: close")
                    .endsWith("no");
        }
    }

    @Test
    void streamsWithoutWaitingForTheEnd() throws Exception {
        var more = new CompletableFuture<String>();
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
                            wire.send("6\r\n" + more.join() + "\r\n0\r\n\r\n");
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            client.send(GET).head();
            assertThat(client.exactly(10)).isEqualTo("5\r\nfirst\r\n");
            more.complete("second");
            assertThat(client.chunks()).isEqualTo("second");
        }
    }

    @Test
    void aSlowReaderHoldsTheSenderBackAndGetsEveryByte() throws Exception {
        int size = 64 << 20;
        var sent = new java.util.concurrent.atomic.AtomicLong();
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                            byte[] block = new byte[1 << 16];
                            for (int i = 0; i < size; i += block.length) {
                                wire.send(block);
                                sent.addAndGet(block.length);
                            }
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            client.send(GET).head();
            long settled = settle(sent);
            assertThat(settled).as("sent while nobody reads").isLessThan(size / 2);

            byte[] all = client.socket().getInputStream().readNBytes(size);
            assertThat(all).hasSize(size);
        }
    }

    @Test
    void largeBodiesPassBothWaysAtOnce() throws Exception {
        int size = 8 << 20;
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                            byte[] block = new byte[1 << 16];
                            for (int i = 0; i < size; i += block.length) {
                                wire.socket().getInputStream().readNBytes(block, 0, block.length);
                                wire.send(block);
                            }
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            var sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    client.send(new byte[size]);
                                } catch (java.io.IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
            assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
            assertThat(client.socket().getInputStream().readNBytes(size)).hasSize(size);
            sender.join();
        }
    }

    @Test
    void aClientThatEndsItsOutputStillGetsTheAnswer() throws Exception {
        try (var origin = Origin.saying("late");
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            client.send(GET).endOutput();
            assertThat(client.rest()).endsWith("late");
        }
    }

    @Test
    void writesOneValidLineForEachRequest() throws Exception {
        try (var origin = Origin.saying("x");
                var edge = RunningEdge.before(opening, origin)) {
            edge.ask("GET /p?secret=1 HTTP/1.1\r\nHost: a\"b\r\n\r\n");
            edge.ask("GET /p\"%22?secret=1 HTTP/1.1\r\nHost: app\r\n\r\n");
            Await.until(
                    "two lines",
                    RunningEdge.PATIENCE,
                    () ->
                            java.nio.file.Files.exists(edge.log())
                                    && java.nio.file.Files.readAllLines(edge.log()).size() == 2);

            var lines = java.nio.file.Files.readAllLines(edge.log());
            assertThat(lines)
                    .anyMatch(line -> line.contains("\"status\":400"))
                    .anyMatch(line -> line.contains("\"path\":\"/p\\u0022%22\",\"status\":200"))
                    .noneMatch(line -> line.contains("secret"));
        }
    }

    private static long settle(java.util.concurrent.atomic.AtomicLong sent) throws Exception {
        var last = new long[] {-1, 0};
        Await.until(
                "the sender stands still",
                Duration.ofSeconds(20),
                () -> {
                    long now = sent.get();
                    last[1] = now == last[0] ? last[1] + 1 : 0;
                    last[0] = now;
                    return last[1] > 60;
                });
        return last[0];
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static Origin echo() throws Exception {
        return new Origin(wire -> {
            while (true) {
                String message = wire.message();
                wire.send(ok(message.substring(message.indexOf("\r\n\r\n") + 4)));
            }
        });
    }

    private static String id(String answer) {
        int at = answer.indexOf("X-Request-Id");
        return answer.substring(at, answer.indexOf('\r', at));
    }

    static Wire send(RunningEdge edge, String text) throws Exception {
        return edge.client().send(text);
    }
}
