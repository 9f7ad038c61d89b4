package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;
import tenfold.testkit.Await;
import tenfold.testkit.Rounds;

/// Many users at once, an application that fails at random, purges in between: no user ever reads a
/// body that was made for another. What an application marks for all may reach all; the control
/// shows that the oracle sees a leak.
class CanaryTest {
    private static final int USERS = 8;
    private static final int REQUESTS = 40;

    /// How an application keeps an answer to one user, in the ways that it has.
    private static final String[] GUARDED = {
        "Cache-Control: private, max-age=60",
        "Cache-Control: no-store",
        "Cache-Control: max-age=60",
        "Cache-Control: max-age=60\r\nLast-Modified: Tue, 14 Nov 2000 22:13:20 GMT",
        "Last-Modified: Tue, 14 Nov 2000 22:13:20 GMT",
        "Cache-Control: public, max-age=60\r\nSet-Cookie: session=1",
        "Cache-Control: public, max-age=60\r\nVary: Cookie, Authorization",
        "Cache-Control: public, max-age=60\r\nVary: *",
        "CDN-Cache-Control: private, max-age=60\r\nCache-Control: public, max-age=60",
    };

    @Rounds(3)
    @Timeout(60)
    void noBodyReachesAnotherUser(long seed) throws Exception {
        assertThat(leaks(seed, CachePolicy.DEFAULT, GUARDED)).isEmpty();
    }

    @Rounds(1)
    @Timeout(60)
    void aLeakWouldBeSeen(long seed) throws Exception {
        CachePolicy wrong =
                CachePolicy.DEFAULT.promising(
                        Promise.COOKIES_CHANGE_NOTHING, Promise.AUTHORIZATION_CHANGES_NOTHING);

        assertThat(leaks(seed, wrong, "Cache-Control: max-age=60")).isNotEmpty();
    }

    /// Every answer that was read by somebody it was not made for.
    private static List<String> leaks(long seed, CachePolicy policy, String... lines)
            throws Exception {
        var leaks = new ConcurrentLinkedQueue<String>();
        var requests = new AtomicInteger();
        try (var origin =
                        new Origin(wire ->
                                serve(wire, new Random(seed + requests.incrementAndGet()), lines));
                var edge = RunningEdge.caching(policy, UnaryOperator.identity(), origin);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int user = 0; user < USERS; user++) {
                int number = user;
                running.add(
                        threads.submit(() -> {
                            use(edge, number, new Random(seed ^ number), leaks);
                            return number;
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            assertThat(requests.get()).isPositive();
            edge.edge().purgeAll();
            Await.until(
                    "every body given back",
                    RunningEdge.PATIENCE,
                    () -> edge.edge().report().cache().aliveBytes() == 0);
        }
        return List.copyOf(leaks);
    }

    private static void use(
            RunningEdge edge, int user, Random random, ConcurrentLinkedQueue<String> leaks)
            throws Exception {
        String who = "user" + user;
        String credential = user % 2 == 0 ? "Cookie: s=" + who : "Authorization: Bearer " + who;
        for (int i = 0; i < REQUESTS; i++) {
            String request =
                    "GET /page"
                            + random.nextInt(4)
                            + " HTTP/1.1\r\nHost: a\r\n"
                            + credential
                            + "\r\n\r\n";
            try (Wire client = edge.client()) {
                String answer = client.send(request).message();
                String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
                boolean own = !body.contains("made for") || body.contains("made for " + who + ".");
                if (!own) {
                    leaks.add(who + " read: " + body.substring(0, body.indexOf('.')));
                }
            } catch (IOException _) {
                // The application broke off, as it does at times.
            }
            if (random.nextInt(10) == 0) {
                edge.edge().purgeAll();
            }
        }
    }

    private static void serve(Wire wire, Random random, String... lines) throws IOException {
        while (true) {
            String request = wire.message();
            int at = Math.max(request.indexOf("s=user") + 2, request.indexOf("Bearer ") + 7);
            String who =
                    request.contains("user")
                            ? request.substring(
                                    request.indexOf("user"), request.indexOf("\r\n", at))
                            : "nobody";
            String body = "made for " + who + "." + "x".repeat(random.nextInt(3) * 40_000);
            String head = "HTTP/1.1 200 OK\r\n" + lines[random.nextInt(lines.length)] + "\r\n";
            int fault = random.nextInt(20);
            boolean chunked = random.nextBoolean();
            String whole =
                    chunked
                            ? head
                                    + "Transfer-Encoding: chunked\r\n\r\n"
                                    + Integer.toHexString(body.length())
                                    + "\r\n"
                                    + body
                                    + "\r\n0\r\n\r\n"
                            : head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            if (fault == 0) {
                wire.send(whole.substring(0, random.nextInt(whole.length())));
                wire.reset();
                return;
            }
            wire.send(fault == 1 ? "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n" : whole);
        }
    }
}
