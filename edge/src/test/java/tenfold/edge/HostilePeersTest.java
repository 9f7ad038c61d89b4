package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;

/// Peers that break the rules: their connection ends, and nobody else notices. In these texts `|`
/// stands for CRLF.
@Timeout(60)
class HostilePeersTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1|Host: a|Content-Length: 4|Transfer-Encoding: chunked||0||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
                "POST / HTTP/1.1|Host: a|Content-Length: 4|Content-Length: 5||body",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding:\u000bchunked||0||",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1|Host: a|Host: b||",
                "GET /%2e%2e/secret HTTP/1.1|Host: a||",
                "\u0016\u0003\u0001\u0002\u0000",
            })
    void whatIsAmbiguousReachesNobodyAndEndsTheConnection(String text) throws Exception {
        try (var origin = Origin.saying("x");
                var edge = RunningEdge.before(origin);
                var client = edge.client()) {
            String smuggled = "GET /smuggled HTTP/1.1|Host: a||";
            client.send((text + smuggled).replace("|", "\r\n"));

            assertThat(client.rest()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
            assertThat(origin.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5;\nhello\r\n0\r\n\r\n",
                "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "0\r\nBad : trailer\r\n\r\n",
            })
    void aBrokenChunkEndsTheRequestForBothSides(String body) throws Exception {
        var seen = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        try (var origin = new Origin(wire -> seen.add(wire.rest()));
                var edge = RunningEdge.before(origin);
                var client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body);

            assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
            assertThat(seen).noneMatch(text -> text.contains("\r\n0\r\n") || text.contains("Bad"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense||",
                "HTTP/1.1 200 OK|Content-Length: 1|Content-Length: 1||x",
                "HTTP/1.1 200 OK|Content-Length: 1|Transfer-Encoding: chunked||x",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||0||",
                "HTTP/1.1 200 OK\nContent-Length: 1\n\nx",
                "HTTP/1.1 200 OK|X : y||",
                "HTTP/1.1 101 Switching|Connection: upgrade|Upgrade: websocket||",
                "HTTP/1.1 200 OK|X: |",
            })
    void anUnreadableAnswerIsABadGateway(String answer) throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send(answer.replace("|", "\r\n"));
                        });
                var edge = RunningEdge.before(origin);
                var client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.message()).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK|Content-Length: 100||begin",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|begin|",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|beginx",
            })
    void aCutOffAnswerIsCutOffForTheClientToo(String answer) throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send(answer.replace("|", "\r\n"));
                        });
                var edge = RunningEdge.before(origin);
                var client = edge.client()) {
            String seen = client.send(GET).rest();
            assertThat(seen).doesNotContain("\r\n0\r\n").doesNotContain("502");
        }
    }

    /// The answer to a request that was never made must not become the answer of the next client.
    @Test
    void bytesBehindAnAnswerNeverReachAnotherClient() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            while (true) {
                                wire.head();
                                wire.send(ForwardingTest.ok("own") + ForwardingTest.ok("poison"));
                            }
                        });
                var edge = RunningEdge.before(origin)) {
            for (int i = 0; i < 20; i++) {
                assertThat(edge.ask(GET)).endsWith("own");
            }
        }
    }

    @Test
    void countlessInterimAnswersAreCutOff() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000));
                            wire.rest();
                        });
                var edge = RunningEdge.before(origin);
                var client = edge.client()) {
            assertThat(
                            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                                    .rest())
                    .contains("502 Bad Gateway");
        }
    }

    @Test
    void randomBytesOnManyConnectionsHarmNobody() throws Exception {
        try (var origin = Origin.saying("well");
                var edge = RunningEdge.before(origin)) {
            var random = new Random(7);
            for (int i = 0; i < 300; i++) {
                byte[] junk = new byte[random.nextInt(2000)];
                random.nextBytes(junk);
                try (Wire client = edge.client()) {
                    client.send(random.nextBoolean() ? GET : "POST /x HTTP/1.1\r\n").send(junk);
                } catch (java.io.IOException _) {
                    // the edge was quicker to end it
                }
            }
            assertThat(edge.ask(GET)).endsWith("well");
        }
    }
}
