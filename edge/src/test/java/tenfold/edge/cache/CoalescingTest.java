package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.edge.CacheConfig;
import tenfold.edge.EdgeConfig;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.model.CachePolicy;
import tenfold.testkit.Await;

/// Several clients want the same answer at once.
@Timeout(60)
class CoalescingTest {
    private static final String GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: ";
    private static final int CLIENTS = 20;

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void oneRequestFetchesForAll() throws Exception {
        var answer = new CountDownLatch(1);
        try (var origin =
                        serving(wire -> {
                            await(answer);
                            wire.send(HEAD + "5\r\n\r\nhello");
                        });
                var edge = caching(origin, UnaryOperator.identity())) {
            List<Wire> clients = askAll(edge);
            awaitCoalesced(edge);
            answer.countDown();

            for (Wire client : clients) {
                assertThat(client.message()).endsWith("\r\n\r\nhello");
                client.close();
            }
            assertThat(asked).hasValue(1);
            var report = edge.edge().report();
            assertThat(report.requests()).isEqualTo(CLIENTS);
            assertThat(report.cache().misses()).isEqualTo(1);
            assertThat(report.cache().coalesced() + report.cache().hits()).isEqualTo(CLIENTS - 1);
        }
    }

    @Test
    void manyReadALargeBodyWhileItComes() throws Exception {
        var rest = new CountDownLatch(1);
        String half = "x".repeat(300_000);
        try (var origin =
                        serving(wire -> {
                            wire.send(HEAD + "600000\r\n\r\n" + half);
                            await(rest);
                            wire.send(half);
                        });
                var edge = caching(origin, UnaryOperator.identity())) {
            List<Wire> clients = askAll(edge);
            for (Wire client : clients) {
                assertThat(client.head()).contains("Content-Length: 600000\r\n");
                assertThat(client.exactly(300_000)).isEqualTo(half);
            }
            assertThat(rest.getCount()).isEqualTo(1); // all have read half of what is not there yet
            rest.countDown();
            for (Wire client : clients) {
                assertThat(client.exactly(300_000)).isEqualTo(half);
                client.close();
            }
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void theOthersGoOnWhenTheFirstLeaves() throws Exception {
        var answer = new CountDownLatch(1);
        try (var origin =
                        serving(wire -> {
                            await(answer);
                            wire.send(HEAD + "5\r\n\r\nhello");
                        });
                var edge = caching(origin, UnaryOperator.identity())) {
            Wire first = edge.client().send(GET);
            awaitAsked(1);
            List<Wire> clients = askAll(edge);
            first.reset();
            Await.until(
                    "the first one gone",
                    RunningEdge.PATIENCE,
                    () -> edge.edge().report().requests() == 1);
            answer.countDown();

            for (Wire client : clients) {
                assertThat(client.message()).endsWith("\r\n\r\nhello");
                client.close();
            }
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void aSlowReaderHoldsNobodyUp() throws Exception {
        String body = "x".repeat(8 << 20);
        try (var origin = serving(wire -> wire.send(HEAD + body.length() + "\r\n\r\n" + body));
                var edge = caching(origin, UnaryOperator.identity());
                var slow = edge.client().send(GET)) {
            assertThat(slow.head()).contains("200 OK");

            assertThat(edge.ask(GET)).endsWith(body);
            assertThat(asked).hasValue(1);
            edge.edge().purgeAll();
            assertThat(edge.edge().report().cache().storedAnswers()).isZero();
            assertThat(edge.edge().report().cache().aliveBytes()).isEqualTo(body.length());
            assertThat(slow.exactly(body.length())).isEqualTo(body);
            Await.until(
                    "the body given back",
                    RunningEdge.PATIENCE,
                    () -> edge.edge().report().cache().aliveBytes() == 0);
        }
    }

    @Test
    void whoWaitsTooLongAsksForItself() throws Exception {
        var first = new CountDownLatch(1);
        try (var origin =
                        serving(wire -> {
                            if (asked.get() == 1) {
                                await(first);
                            }
                            wire.send(HEAD + "5\r\n\r\nhello");
                        });
                var edge = caching(origin, config -> config.withWait(Duration.ofMillis(300)));
                var stuck = edge.client().send(GET)) {
            awaitAsked(1);
            assertThat(edge.ask(GET)).endsWith("\r\n\r\nhello");
            assertThat(asked).hasValue(2);
            first.countDown();
            assertThat(stuck.message()).endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void whatIsNotForAllIsFetchedByEach() throws Exception {
        var answer = new CountDownLatch(1);
        try (var origin =
                        serving(wire -> {
                            await(answer);
                            String own = "user" + asked.get();
                            wire.send(
                                    "HTTP/1.1 200 OK\r\nCache-Control: private\r\nContent-Length: "
                                            + own.length()
                                            + "\r\n\r\n"
                                            + own);
                        });
                var edge = caching(origin, UnaryOperator.identity())) {
            List<Wire> clients = askAll(edge);
            awaitCoalesced(edge);
            answer.countDown();
            for (Wire client : clients) {
                assertThat(client.message()).contains("\r\n\r\nuser");
                client.close();
            }
            assertThat(asked).hasValue(CLIENTS);
        }
    }

    @Test
    void whoWaitedForAnotherVariantAsksForItself() throws Exception {
        var answer = new CountDownLatch(1);
        try (var origin =
                        new Origin(wire -> {
                            while (true) {
                                String request = wire.message();
                                asked.incrementAndGet();
                                await(answer);
                                String own = request.contains("Cookie: a") ? "for a" : "for b";
                                wire.send(
                                        HEAD.replace("60\r", "60, public\r\nVary: Cookie\r")
                                                + "5\r\n\r\n"
                                                + own);
                            }
                        });
                var edge = caching(origin, UnaryOperator.identity());
                var a = edge.client();
                var b = edge.client()) {
            a.send("GET /a HTTP/1.1\r\nHost: a\r\nCookie: a\r\n\r\n");
            awaitAsked(1);
            b.send("GET /a HTTP/1.1\r\nHost: a\r\nCookie: b\r\n\r\n");
            answer.countDown();

            assertThat(a.message()).endsWith("for a");
            assertThat(b.message()).endsWith("for b");
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsServedToNobodyAsWhole() throws Exception {
        try (var origin =
                        serving(wire -> {
                            if (asked.get() == 1) {
                                wire.send(HEAD + "10\r\n\r\nhello");
                                wire.reset();
                            } else {
                                wire.send(HEAD + "10\r\n\r\nhelloworld");
                            }
                        });
                var edge = caching(origin, UnaryOperator.identity());
                var first = edge.client().send(GET)) {
            assertThat(first.rest()).doesNotContain("world");
            assertThat(edge.ask(GET)).endsWith("\r\n\r\nhelloworld");
            assertThat(edge.ask(GET)).endsWith("\r\n\r\nhelloworld");
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void whatWasOnItsWayWhenPurgedIsNotKept() throws Exception {
        var answer = new CountDownLatch(1);
        try (var origin =
                        serving(wire -> {
                            int number = asked.get();
                            if (number == 1) {
                                await(answer);
                            }
                            wire.send(HEAD + "4\r\n\r\nv00" + number);
                        });
                var edge = caching(origin, UnaryOperator.identity());
                var before = edge.client().send(GET)) {
            awaitAsked(1);

            edge.edge().purgeUrl("http://a/a");

            assertThat(edge.ask(GET)).endsWith("v002");
            answer.countDown();
            assertThat(before.message()).endsWith("v001");
            assertThat(edge.ask(GET)).endsWith("v002");
        }
    }

    @Test
    void withoutMemoryForWhatIsComingEverythingPasses() throws Exception {
        UnaryOperator<CacheConfig> none =
                config -> new CacheConfig(0, 0, 4, config.waitMax(), null);
        try (var origin = serving(wire -> wire.send(HEAD + "5\r\n\r\nhello"));
                var edge = caching(origin, none)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(edge.ask(GET)).endsWith("\r\n\r\nhello");
                assertThat(asked).hasValue(i);
            }
        }
    }

    private Origin serving(Origin.Script answer) throws IOException {
        return new Origin(wire -> {
            while (true) {
                wire.message();
                asked.incrementAndGet();
                answer.run(wire);
            }
        });
    }

    private static RunningEdge caching(Origin origin, UnaryOperator<CacheConfig> settings)
            throws Exception {
        UnaryOperator<EdgeConfig> whole =
                config -> config.withCache(settings.apply(CacheConfig.DEFAULT));
        return RunningEdge.caching(CachePolicy.DEFAULT, whole, origin);
    }

    private static List<Wire> askAll(RunningEdge edge) throws IOException {
        var clients = new ArrayList<Wire>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(edge.client().send(GET));
        }
        return clients;
    }

    private void awaitAsked(int count) throws Exception {
        Await.until("asked", RunningEdge.PATIENCE, () -> asked.get() == count);
    }

    /// Every client's connection is there; what each has sent was read with it or soon after.
    private void awaitCoalesced(RunningEdge edge) throws Exception {
        awaitAsked(1);
        Await.until(
                "all clients",
                RunningEdge.PATIENCE,
                () -> edge.edge().report().connectionsOpen() == CLIENTS);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
