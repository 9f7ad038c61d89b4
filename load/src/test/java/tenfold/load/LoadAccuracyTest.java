package tenfold.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tenfold.load.schedule.Arrivals;

/// The server's delays are known, so what the tool must say is known too. Tolerances allow for a
/// busy machine; `lateness` shows what the generator itself added.
class LoadAccuracyTest {
    private static final double TOLERANCE_MILLIS = 15;

    /// Class loading would delay the first requests.
    @BeforeAll
    static void warmUp() throws Exception {
        try (var server = new KnownServer(0, 0)) {
            Load.run(LoadPlan.of(server.url("/"), 500, Duration.ofSeconds(1)), _ -> {});
        }
    }

    @Test
    void findsTheDelayOfAServer() throws Exception {
        try (var server = new KnownServer(20, 0)) {
            var plan =
                    LoadPlan.of(server.url("/"), 300, Duration.ofSeconds(3))
                            .change()
                            .warmUp(Duration.ofMillis(500))
                            .build();

            LoadResult result = Load.run(plan, _ -> {});

            assertThat(result.failures()).isEmpty();
            assertThat(result.answered()).isEqualTo(result.offered());
            assertThat(result.latencies().minMicros()).isGreaterThanOrEqualTo(19_900);
            assertThat(millis(result, 50)).isBetween(20.0, 20 + TOLERANCE_MILLIS);
            assertThat(result.offeredPerSecond()).isCloseTo(300, within(60.0));
            assertThat(result.answeredPerSecond()).isCloseTo(300, within(60.0));
            assertThat(result.complete()).isTrue();
        }
    }

    @Test
    void showsAStallToEveryRequestThatWasDueInIt() throws Exception {
        try (var server = new KnownServer(1, 1000)) {
            var plan = LoadPlan.of(server.url("/"), 200, Duration.ofSeconds(4));

            LoadResult result = Load.run(plan, _ -> {});

            compare(result, expected(plan));
        }
    }

    /// With one connection a closed-loop tool would ask once in the stall: p99 about 1 ms.
    @Test
    void showsTheStallEvenWithOneConnection() throws Exception {
        try (var server = new KnownServer(1, 1000)) {
            var plan =
                    LoadPlan.of(server.url("/"), 200, Duration.ofSeconds(4))
                            .change()
                            .connectionsMax(1)
                            .build();

            LoadResult result = Load.run(plan, _ -> {});

            assertThat(server.connections.get()).isEqualTo(1);
            assertThat(result.answered()).isEqualTo(result.offered());
            // What queued in the stall also waits for the one connection afterwards: never less
            // than the stall itself, and the queue of 200 is gone soon.
            assertThat(millis(result, 50)).isLessThan(100);
            assertThat(millis(result, 90)).isGreaterThan(500);
            assertThat(millis(result, 99)).isBetween(900.0, 1600.0);
            List<Double> closedLoop = new ArrayList<>(Collections.nCopies(600, 1.0));
            closedLoop.add(1000.0);
            assertThat(percentile(closedLoop, 99)).isLessThan(900);
        }
    }

    private static void compare(LoadResult result, List<Double> expected) {
        assertThat(result.failures()).isEmpty();
        assertThat(result.offered()).isEqualTo(expected.size());
        assertThat(result.answered()).isEqualTo(expected.size());
        for (double percent : new double[] {50, 80, 85, 90, 95, 99}) {
            assertThat(millis(result, percent))
                    .as("p%s of %s", percent, expected.size())
                    .isCloseTo(percentile(expected, percent), within(TOLERANCE_MILLIS));
        }
    }

    /// What each request of the plan has to wait, by the rule of [KnownServer] and the seed.
    private static List<Double> expected(LoadPlan plan) {
        var arrivals = new Arrivals(plan.ratePerSecond(), plan.seed() * 1_000_003);
        long first = arrivals.nextNanos();
        long stall = first + TimeUnit.MILLISECONDS.toNanos(1000);
        List<Double> latencies = new ArrayList<>();
        for (; arrivals.nextNanos() < plan.duration().toNanos(); arrivals.advance()) {
            long into = arrivals.nextNanos() - stall;
            boolean stalled = into >= 0 && into < KnownServer.STALL_NANOS;
            latencies.add(1 + (stalled ? (KnownServer.STALL_NANOS - into) / 1e6 : 0));
        }
        return latencies;
    }

    private static double percentile(List<Double> values, double percent) {
        var sorted = values.stream().sorted().toList();
        int index = (int) Math.ceil(percent / 100 * sorted.size()) - 1;
        return sorted.get(Math.max(0, index));
    }

    private static double millis(LoadResult result, double percent) {
        return result.latencies().micros(percent) / 1e3;
    }
}
