package tenfold.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.base.net.Ports;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.testkit.Await;

/// What happens when instances die, are late, or are not there.
@Timeout(60)
class ResilienceTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";

    @Test
    void aKilledInstanceLosesNoRequestThatMaySafelyBeRepeated() throws Exception {
        var second = Origin.saying("b");
        try (var first = Origin.saying("a");
                var edge = RunningEdge.before(first, second);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new AtomicInteger();
            List<Future<Integer>> all =
                    java.util.stream.IntStream.range(0, 16)
                            .mapToObj(_ -> clients.submit(() -> askOften(edge, done)))
                            .toList();
            Await.until("traffic", RunningEdge.PATIENCE, () -> done.get() > 500);
            second.kill();
            for (Future<Integer> each : all) {
                assertThat(each.get()).isZero();
            }
        }
    }

    private static int askOften(RunningEdge edge, AtomicInteger done) throws Exception {
        int failed = 0;
        try (var client = edge.client()) {
            for (int i = 0; i < 300; i++) {
                failed += client.send(GET).message().startsWith("HTTP/1.1 200") ? 0 : 1;
                done.incrementAndGet();
            }
        }
        return failed;
    }

    @Test
    void requestsWaitForTheOnlyInstanceToComeBack() throws Exception {
        int port = Ports.anyFree();
        var before = Origin.saying(port, "before");
        try (var edge = RunningEdge.before(before);
                var client = edge.client()) {
            assertThat(client.send(POST).message()).endsWith("before");
            before.kill();
            client.send(POST);
            try (var other = edge.client()) {
                other.send(GET);
                Await.until(
                        "down", RunningEdge.PATIENCE, () -> !edge.targets().getFirst().healthy());
                try (var after = Origin.saying(port, "after")) {
                    assertThat(other.message()).endsWith("after");
                    assertThat(client.message()).startsWith("HTTP/1.1 ");
                    assertThat(edge.ask(POST)).endsWith("after");
                    assertThat(after.requests()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void aRequestBeforeTheFirstInstanceIsUpWaits() throws Exception {
        int port = Ports.anyFree();
        try (var edge = new RunningEdge(EdgeLimits.DEFAULT, port);
                var client = edge.client()) {
            client.send(POST);
            try (var origin = Origin.saying(port, "up")) {
                assertThat(client.message()).endsWith("up");
                assertThat(origin.requests()).hasSize(1);
            }
        }
    }

    @Test
    void waitingHasAnEndAndABound() throws Exception {
        var limits = EdgeLimits.DEFAULT.with(new EdgeLimits.Waiting(1, Duration.ofMillis(500)));
        try (var edge = new RunningEdge(limits, Ports.anyFree())) {
            String answer = edge.ask(GET);
            assertThat(answer)
                    .startsWith("HTTP/1.1 503 Service Unavailable")
                    .contains("Retry-After: 5");
            assertThat(edge.edge().hits(Limit.WAITING_TIME)).isEqualTo(1);

            try (var a = edge.client();
                    var b = edge.client();
                    var c = edge.client()) {
                a.send(GET);
                b.send(GET);
                c.send(GET);
                assertThat(a.message() + b.message() + c.message()).contains("too many requests");
                assertThat(edge.edge().hits(Limit.WAITING_REQUESTS)).isPositive();
            }
        }
    }

    @Test
    void aRequestThatMayHaveHadAnEffectIsNotRepeated() throws Exception {
        var seen = new AtomicInteger();
        Origin.Script breaksOff =
                wire -> {
                    wire.message();
                    seen.incrementAndGet();
                    wire.reset();
                };
        try (var first = new Origin(breaksOff);
                var second = new Origin(breaksOff);
                var edge = RunningEdge.before(first, second)) {
            assertThat(edge.ask(POST)).startsWith("HTTP/1.1 502 Bad Gateway");
            assertThat(seen).hasValue(1);

            assertThat(edge.ask(GET)).startsWith("HTTP/1.1 502 Bad Gateway");
            assertThat(seen).hasValue(1 + 3);
            assertThat(edge.edge().report().retries()).isEqualTo(2);
        }
    }

    @Test
    void retriesEndWithTheirBudget() throws Exception {
        var seen = new AtomicInteger();
        try (var origin =
                        new Origin(wire -> {
                            wire.message();
                            seen.incrementAndGet();
                            wire.reset();
                        });
                var edge = RunningEdge.before(origin)) {
            int requests = 400;
            for (int i = 0; i < requests; i++) {
                edge.ask(GET);
            }
            long retries = edge.edge().report().retries();
            assertThat(retries).isBetween(100L, 400L);
            assertThat(seen.get()).isEqualTo(requests + (int) retries);
            assertThat(edge.edge().hits(Limit.RETRY_BUDGET)).isPositive();
        }
    }

    @Test
    void aSickInstanceGetsNothingWhileAnotherIsHealthy() throws Exception {
        try (var well = Origin.saying("well");
                var sick = Origin.saying("sick");
                var edge = RunningEdge.before(well, sick)) {
            sick.healthStatus(503);
            edge.awaitHealthy(1);
            for (int i = 0; i < 20; i++) {
                assertThat(edge.ask(GET)).endsWith("well");
            }
            assertThat(edge.targets().get(1).reason()).isEqualTo("GET /health answers 503");

            well.healthStatus(500);
            edge.awaitHealthy(0);
            assertThat(edge.ask(GET))
                    .as("the health check may be wrong")
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void anInstanceThatAnswersErrorsIsLeftOutForAWhile() throws Exception {
        try (var well = Origin.saying("well");
                var failing = Origin.answering("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
                var edge = RunningEdge.before(well, failing)) {
            for (int i = 0; i < 100; i++) {
                edge.ask(GET);
            }
            assertThat(failing.requests()).hasSizeBetween(5, 10);
            assertThat(edge.targets().get(1).healthy()).isFalse();
            assertThat(edge.targets().get(1).failures()).isBetween(5L, 10L);
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsATimeout() throws Exception {
        var upstream = EdgeLimits.DEFAULT.upstream();
        var limits =
                EdgeLimits.DEFAULT.with(
                        new EdgeLimits.Upstream(
                                upstream.connectMax(),
                                Duration.ofMillis(300),
                                Duration.ofMillis(300),
                                8,
                                upstream.idleMax(),
                                upstream.lifeMax()));
        try (var origin =
                        new Origin(wire -> {
                            if (wire.head().contains("/stream")) {
                                wire.send("HTTP/1.1 200 OK\r\n\r\nbegin");
                            }
                            wire.rest();
                        });
                var edge = RunningEdge.before(limits, origin);
                var client = edge.client()) {
            assertThat(edge.ask(GET)).startsWith("HTTP/1.1 504 Gateway Timeout");
            assertThat(edge.edge().hits(Limit.RESPONSE_TIME)).isEqualTo(1);

            client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.rest()).contains("begin").doesNotContain("\r\n0\r\n");
            assertThat(edge.edge().hits(Limit.STREAM_IDLE_TIME)).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatDoesNotComeAboutIsATimeout() throws Exception {
        var upstream = EdgeLimits.DEFAULT.upstream();
        var limits =
                EdgeLimits.DEFAULT.with(
                        new EdgeLimits.Upstream(
                                Duration.ofMillis(200),
                                upstream.responseMax(),
                                upstream.streamIdleMax(),
                                8,
                                upstream.idleMax(),
                                upstream.lifeMax()));
        try (var origin = new java.net.ServerSocket(0, 1);
                var edge = new RunningEdge(limits, origin.getLocalPort())) {
            var probe = origin.accept();
            probe.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
            edge.awaitHealthy(1);
            // A listener whose queue is full drops connections silently, like a machine that is
            // gone.
            var fill = new java.util.ArrayList<Socket>();
            for (int i = 0; i < 4; i++) {
                var socket = new Socket();
                fill.add(socket);
                try {
                    socket.connect(origin.getLocalSocketAddress(), 100);
                } catch (java.net.SocketTimeoutException _) {
                    break;
                }
            }
            assertThat(edge.ask(GET)).containsAnyOf("504 Gateway Timeout", "503 Service");
            assertThat(edge.edge().hits(Limit.CONNECT_TIME)).isPositive();
            for (Socket socket : fill) {
                socket.close();
            }
        }
    }
}
