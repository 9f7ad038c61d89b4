package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.model.Balancing;
import tenfold.model.Forward;
import tenfold.model.Importance;
import tenfold.model.RetryPolicy;
import tenfold.model.Route;
import tenfold.model.RouteMatch;
import tenfold.model.Share;
import tenfold.model.TargetGroupId;

/// Retries by the policy of a route, over real sockets.
class RetryPolicyTest {
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";

    @Test
    void aStatusOfThePolicyIsAskedElsewhere() throws Exception {
        try (Origin busy = Origin.answering(BUSY);
                Origin fine = Origin.saying("fine");
                RunningEdge edge = RunningEdge.before(busy)) {
            serve(edge, policy(3, Duration.ZERO, Duration.ofMillis(5)), busy, fine);
            try (Wire client = edge.client()) {
                for (int i = 0; i < 20; i++) {
                    String got = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message();
                    assertThat(got).endsWith("fine");
                }
            }
            assertThat(busy.requests()).isNotEmpty();
            assertThat(edge.edge().report().routes().getFirst().retries()).isPositive();
        }
    }

    @Test
    void whatMayNotBeDoneTwiceGetsTheFirstAnswer() throws Exception {
        try (Origin busy = Origin.answering(BUSY);
                RunningEdge edge = RunningEdge.before(busy)) {
            serve(edge, policy(3, Duration.ZERO, Duration.ZERO), busy);

            assertThat(edge.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"))
                    .endsWith("busy");
            assertThat(busy.requests()).hasSize(1);
        }
    }

    @Test
    void theLastAttemptsAnswerIsPassedOn() throws Exception {
        try (Origin busy = Origin.answering(BUSY);
                RunningEdge edge = RunningEdge.before(busy)) {
            serve(edge, policy(3, Duration.ZERO, Duration.ofMillis(1)), busy);

            assertThat(edge.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 Busy")
                    .endsWith("busy");
            assertThat(busy.requests()).hasSize(3);
        }
    }

    @Test
    void aSlowAttemptIsGivenUpForAnother() throws Exception {
        try (Origin slow =
                        new Origin(wire -> {
                            wire.head();
                            wire.rest();
                        });
                Origin fine = Origin.saying("fine");
                RunningEdge edge = RunningEdge.before(slow)) {
            serve(edge, policy(3, Duration.ofMillis(100), Duration.ZERO), slow, fine);

            for (int i = 0; i < 6; i++) {
                assertThat(edge.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("fine");
            }
        }
    }

    @Test
    void theBudgetEndsRetries() throws Exception {
        try (Origin busy = Origin.answering(BUSY);
                RunningEdge edge = RunningEdge.before(busy)) {
            serve(edge, policy(2, Duration.ZERO, Duration.ZERO), busy);
            try (Wire client = edge.client()) {
                for (int i = 0; i < 300; i++) {
                    assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message())
                            .endsWith("busy");
                }
            }
            // A hundred at first, one for ten requests, and one a second.
            assertThat(busy.requests().size()).isBetween(400, 460);
            assertThat(edge.edge().hits(Limit.RETRY_BUDGET)).isPositive();
        }
    }

    private static void serve(RunningEdge edge, RetryPolicy policy, Origin... origins)
            throws Exception {
        var forward =
                new Forward(
                        List.of(new Share(new TargetGroupId("web"), 1)),
                        null,
                        policy,
                        Importance.NORMAL);
        edge.serve(
                List.of(Route.of("all", RouteMatch.ALL, forward)),
                List.of(RunningEdge.group("web", Balancing.DEFAULT, origins)),
                null);
        edge.awaitHealthy(origins.length);
    }

    private static RetryPolicy policy(int attempts, Duration tryTimeout, Duration backoff) {
        return new RetryPolicy(attempts, List.of(503), tryTimeout, backoff, Duration.ofSeconds(1));
    }
}
