package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;

/// Every limit that a client can reach is reached here, and counted.
@Timeout(60)
class LimitsTest {
    private static final EdgeLimits.Client QUICK =
            new EdgeLimits.Client(
                    Duration.ofMillis(400),
                    Duration.ofMillis(400),
                    1000,
                    Duration.ofMillis(500),
                    Duration.ofMillis(500));

    @Test
    void longRequestLinesAndHeadersAndBodies() throws Exception {
        var limits = EdgeLimits.DEFAULT.with(new EdgeLimits.Message(100, 200, 5, 10));
        try (var origin = Origin.saying("x");
                var edge = RunningEdge.before(limits, origin)) {
            assertThat(edge.ask("GET /" + "a".repeat(100) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 414 ");
            assertThat(edge.ask("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(200) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(edge.ask("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(5) + "\r\n"))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(edge.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
            String chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            assertThat(edge.ask(chunked + "b\r\n01234567890\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(edge.ask(chunked + "a\r\n0123456789\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");

            assertThat(edge.edge().hits(Limit.REQUEST_LINE)).isEqualTo(1);
            assertThat(edge.edge().hits(Limit.HEADERS)).isEqualTo(2);
            assertThat(edge.edge().hits(Limit.BODY)).isEqualTo(2);
        }
    }

    @Test
    void connectionsInAllAndOfOneClient() throws Exception {
        var total = EdgeLimits.DEFAULT.with(new EdgeLimits.Connections(2, 9, 1024));
        var own = EdgeLimits.DEFAULT.with(new EdgeLimits.Connections(9, 2, 1024));
        try (var origin = Origin.saying("x")) {
            assertThat(thirdConnection(origin, total, Limit.CONNECTIONS)).isEmpty();
            assertThat(thirdConnection(origin, own, Limit.CONNECTIONS_PER_CLIENT)).isEmpty();
        }
    }

    private static String thirdConnection(Origin origin, EdgeLimits limits, Limit limit)
            throws Exception {
        String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        try (var edge = RunningEdge.before(limits, origin);
                var first = edge.client().send(get);
                var second = edge.client().send(get)) {
            assertThat(first.message() + second.message()).contains("200 OK");
            try (Wire third = edge.client()) {
                String seen = third.rest();
                assertThat(edge.edge().hits(limit)).isEqualTo(1);
                first.reset();
                tenfold.testkit.Await.until(
                        "room again",
                        RunningEdge.PATIENCE,
                        () -> edge.edge().report().connectionsOpen() == 1);
                assertThat(edge.ask(get)).contains("200 OK");
                return seen.replace("!", "");
            }
        }
    }

    @Test
    void aHeadThatTricklesIn() throws Exception {
        try (var origin = Origin.saying("x");
                var edge = RunningEdge.before(EdgeLimits.DEFAULT.with(QUICK), origin);
                var client = edge.client()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHo").rest()).startsWith("HTTP/1.1 408 ");
            assertThat(edge.edge().hits(Limit.HEAD_TIME)).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatTricklesIn() throws Exception {
        try (var origin = Origin.saying("x");
                var edge = RunningEdge.before(EdgeLimits.DEFAULT.with(QUICK), origin);
                var client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nb");
            assertThat(client.rest()).startsWith("HTTP/1.1 408 ");
            assertThat(edge.edge().hits(Limit.BODY_RATE)).isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatNobodyReads() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
                            for (int i = 0; i < 99; i++) {
                                wire.send(new byte[1_000_000]);
                            }
                        });
                var edge = RunningEdge.before(EdgeLimits.DEFAULT.with(QUICK), origin);
                var client = edge.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            tenfold.testkit.Await.until(
                    "cut off", RunningEdge.PATIENCE, () -> edge.edge().hits(Limit.READ_RATE) == 1);
        }
    }

    @Test
    void connectionsThatIdle() throws Exception {
        try (var origin = Origin.saying("x");
                var edge = RunningEdge.before(EdgeLimits.DEFAULT.with(QUICK), origin);
                var used = edge.client();
                var unused = edge.client()) {
            assertThat(used.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message()).contains("200 OK");
            assertThat(used.rest()).isEmpty();
            assertThat(unused.rest()).isEmpty();
            assertThat(edge.edge().hits(Limit.IDLE_TIME)).isEqualTo(2);
        }
    }

    @Test
    void requestsSentFarAheadAreNotRead() throws Exception {
        var limits = EdgeLimits.DEFAULT.with(new EdgeLimits.Connections(9, 9, 1000));
        try (var origin =
                        new Origin(wire -> {
                            while (true) {
                                wire.head();
                                wire.send(ForwardingTest.ok("x"));
                            }
                        });
                var edge = RunningEdge.before(limits, origin);
                var client = edge.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2000));
            for (int i = 0; i < 2000; i++) {
                assertThat(client.message()).endsWith("x");
            }
            assertThat(edge.edge().hits(Limit.PIPELINE)).isPositive();
        }
    }
}
