package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.model.Balancing;
import tenfold.model.Circuit;
import tenfold.model.Concurrency;
import tenfold.model.Forward;
import tenfold.model.GroupReport;
import tenfold.model.Importance;
import tenfold.model.Outliers;
import tenfold.model.PathMatch;
import tenfold.model.RetryPolicy;
import tenfold.model.Route;
import tenfold.model.RouteMatch;
import tenfold.model.Share;
import tenfold.model.TargetGroupId;
import tenfold.testkit.Await;

/// What happens when instances have as much as they may have, over real sockets.
class OverloadTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void requestsWaitForRoomAndThoseBeyondAreRefused() throws Exception {
        var gate = new CountDownLatch(1);
        try (Origin origin = gated(gate);
                RunningEdge edge = RunningEdge.before(origin)) {
            serve(edge, new Circuit(100, 2, 3), null, origin);
            List<Wire> clients = ask(edge, 5, "/");
            awaitGroup(edge, group -> group.inFlight() == 2 && group.pending() == 3);

            assertThat(edge.ask(REQUEST))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\r\nRetry-After: 2\r\n", "as many requests as it may have");
            gate.countDown();
            for (Wire client : clients) {
                assertThat(client.message()).endsWith("late");
                client.close();
            }
            assertThat(edge.edge().hits(Limit.CIRCUIT)).isEqualTo(1);
            assertThat(edge.edge().report().routes().getFirst().refused()).isEqualTo(1);
            assertThat(edge.edge().report().groups().getFirst().refusedByCircuit()).isEqualTo(1);
        }
    }

    @Test
    void connectionsToATargetAreLimited() throws Exception {
        var gate = new CountDownLatch(1);
        try (Origin origin = gated(gate);
                RunningEdge edge = RunningEdge.before(origin)) {
            serve(edge, new Circuit(2, 100, 10), null, origin);
            List<Wire> clients = ask(edge, 6, "/");
            awaitGroup(edge, group -> group.pending() == 4);
            assertThat(edge.targets().getFirst().connections()).isEqualTo(2);
            gate.countDown();
            for (Wire client : clients) {
                assertThat(client.message()).endsWith("late");
                client.close();
            }
        }
    }

    @Test
    void theAdaptiveLimitShedsWhatIsOfLowImportanceFirst() throws Exception {
        var gate = new CountDownLatch(1);
        try (Origin origin = gated(gate);
                RunningEdge edge = RunningEdge.before(origin)) {
            serve(edge, Circuit.DEFAULT, new Concurrency(10, 10), origin);
            List<Wire> clients = ask(edge, 7, "/");
            awaitGroup(edge, group -> group.inFlight() == 7);

            assertThat(edge.ask("GET /low HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("slower for everybody");
            clients.addAll(ask(edge, 2, "/"));
            awaitGroup(edge, group -> group.inFlight() == 9);
            assertThat(edge.ask(REQUEST)).startsWith("HTTP/1.1 503 ");
            clients.addAll(ask(edge, 1, "/high"));
            awaitGroup(edge, group -> group.inFlight() == 10);
            assertThat(edge.ask("GET /high HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 ");

            gate.countDown();
            for (Wire client : clients) {
                assertThat(client.message()).endsWith("late");
                client.close();
            }
            GroupReport group = edge.edge().report().groups().getFirst();
            assertThat(group.shed()).isEqualTo(3);
            assertThat(group.concurrencyLimit()).isEqualTo(10);
            assertThat(edge.edge().hits(Limit.ADAPTIVE_CONCURRENCY)).isEqualTo(3);
        }
    }

    private static List<Wire> ask(RunningEdge edge, int count, String path) throws Exception {
        List<Wire> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(edge.client().send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
        return clients;
    }

    private static void awaitGroup(
            RunningEdge edge, java.util.function.Predicate<GroupReport> wanted) throws Exception {
        Await.until(
                "the group is as wanted",
                RunningEdge.PATIENCE,
                () -> wanted.test(edge.edge().report().groups().getFirst()));
    }

    private static Origin gated(CountDownLatch gate) throws Exception {
        return new Origin(wire -> {
            while (true) {
                wire.message();
                try {
                    gate.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
            }
        });
    }

    private static void serve(
            RunningEdge edge, Circuit circuit, @Nullable Concurrency concurrency, Origin origin)
            throws Exception {
        var balancing =
                new Balancing(
                        Balancing.Method.LEAST_OUTSTANDING,
                        null,
                        Duration.ZERO,
                        0,
                        Outliers.DEFAULT,
                        circuit,
                        concurrency,
                        Duration.ofMinutes(5));
        edge.serve(
                List.of(
                        route("all", "/", Importance.NORMAL),
                        route("low", "/low", Importance.LOW),
                        route("high", "/high", Importance.HIGH)),
                List.of(RunningEdge.group("web", balancing, origin)),
                null);
        edge.awaitHealthy(1);
    }

    private static Route route(String name, String prefix, Importance importance) {
        var forward =
                new Forward(
                        List.of(new Share(new TargetGroupId("web"), 1)),
                        null,
                        RetryPolicy.DEFAULT,
                        importance);
        return Route.of(name, RouteMatch.of(null, PathMatch.prefix(prefix)), forward);
    }
}
