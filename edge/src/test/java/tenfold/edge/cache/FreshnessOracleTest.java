package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.model.CachePolicy;
import tenfold.testkit.Rounds;

/// A resource has versions, whose number rises while readers, a writer and purges run at once. The
/// oracle: a reader gets a version that was current at some time between `max-age` before it asked
/// and its answer; and never one that is older than a purge that had returned before it asked.
class FreshnessOracleTest {
    private static final long MAX_AGE_MILLIS = 1000;

    /// Ages are counted in whole milliseconds, twice.
    private static final long ROUNDING_MILLIS = 2;

    private static final Duration RUN = Duration.ofMillis(2500);
    private static final int READERS = 6;

    /// What one reader saw: the version, and the newest that was purged or too old before it asked.
    private record Seen(long version, long atLeast, long atMost) {
        boolean isRight() {
            return version >= atLeast && version <= atMost;
        }
    }

    @Rounds(2)
    @Timeout(60)
    void noAnswerIsOlderThanItsAgeOrAPurge(long seed) throws Exception {
        List<Seen> seen = new World(seed, true).run();

        assertThat(seen).hasSizeGreaterThan(100);
        assertThat(seen.stream().filter(each -> !each.isRight()).limit(5)).isEmpty();
    }

    /// The control: a purge that does nothing is seen.
    @Rounds(1)
    @Timeout(60)
    void aPurgeThatForgetsNothingIsSeen(long seed) throws Exception {
        List<Seen> seen = new World(seed, false).run();

        assertThat(seen).anyMatch(each -> !each.isRight());
    }

    private static final class World {
        private final long seed;
        private final boolean purges;
        private final AtomicLong version = new AtomicLong(1);
        private final AtomicLong purged = new AtomicLong();
        private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();

        /// When each version became current, in nanoseconds; written before the version is.
        private final long[] since = new long[1 << 16];

        World(long seed, boolean purges) {
            this.seed = seed;
            this.purges = purges;
            since[1] = System.nanoTime();
        }

        List<Seen> run() throws Exception {
            try (var origin = new Origin(this::serve);
                    var edge =
                            RunningEdge.caching(
                                    CachePolicy.DEFAULT, UnaryOperator.identity(), origin);
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                long end = System.nanoTime() + RUN.toNanos();
                var running = new ArrayList<Future<?>>();
                for (int i = 0; i < READERS; i++) {
                    running.add(
                            threads.submit(() -> {
                                read(edge, end);
                                return 0;
                            }));
                }
                running.add(
                        threads.submit(() -> {
                            write(edge, new Random(seed), end);
                            return 0;
                        }));
                for (Future<?> each : running) {
                    each.get();
                }
            }
            return List.copyOf(seen);
        }

        private void serve(Wire wire) throws IOException {
            while (true) {
                wire.message();
                String body = Long.toString(version.get());
                String age = "HTTP/1.1 200 OK\r\nCache-Control: max-age=" + MAX_AGE_MILLIS / 1000;
                wire.send(age + "\r\nContent-Length: " + body.length() + "\r\n\r\n");
                wire.send(body);
            }
        }

        private void write(RunningEdge edge, Random random, long end) throws Exception {
            while (System.nanoTime() < end) {
                long next = version.get() + 1;
                since[(int) next] = System.nanoTime();
                version.set(next);
                long current = version.get();
                if (random.nextInt(3) == 0) {
                    if (purges) {
                        purge(edge, random.nextInt(3));
                    }
                    purged.set(current);
                }
                try (Wire client = edge.client()) {
                    client.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").message();
                }
            }
        }

        private static void purge(RunningEdge edge, int how) throws IOException {
            switch (how) {
                case 0 -> edge.edge().purgeUrl("http://a/v");
                case 1 -> edge.edge().purgePrefix("http://a/");
                default -> edge.ask("DELETE /v HTTP/1.1\r\nHost: a\r\n\r\n");
            }
        }

        private void read(RunningEdge edge, long end) throws Exception {
            try (Wire client = edge.client()) {
                while (System.nanoTime() < end) {
                    long before = purged.get();
                    long fresh =
                            currentAt(
                                    System.nanoTime()
                                            - (MAX_AGE_MILLIS + ROUNDING_MILLIS) * 1_000_000L);
                    String answer = client.send("GET /v HTTP/1.1\r\nHost: a\r\n\r\n").message();
                    long got = Long.parseLong(answer.substring(answer.indexOf("\r\n\r\n") + 4));
                    seen.add(new Seen(got, Math.max(before, fresh), version.get()));
                }
            }
        }

        /// The version that was current at that time.
        private long currentAt(long nanos) {
            long number = version.get();
            while (number > 1 && since[(int) number] - nanos > 0) {
                number--;
            }
            return number;
        }
    }
}
