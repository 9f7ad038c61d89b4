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

/// The server's delays are known, so what the tool must say is known too.
///
/// No latency may ever come out shorter than it was: that holds on any machine. How much longer it
/// may come out depends on how busy the machine is, which the tool measures itself (`lateness`); a
/// run in which it was late is repeated a few times, in search of a calm moment.
class LoadAccuracyTest {
    private static final double TOLERANCE_MILLIS = 15;
    private static final double STALL_RATE = 200;
    private static final Duration STALL_RUN = Duration.ofSeconds(4);
    private static final double SHORTER_MILLIS_MAX = 2;
    private static final long CALM_MICROS = 5_000;
    private static final int ATTEMPTS_MAX = 3;

    /// Makes a plan for a server; a new server for each attempt, because its stall comes once.
    private interface Planner {
        LoadPlan plan(KnownServer server);
    }

    private static LoadResult calmRun(long delayMillis, long stallAfterMillis, Planner planner)
            throws Exception {
        for (int attempt = 1; ; attempt++) {
            try (var server = new KnownServer(delayMillis, stallAfterMillis)) {
                LoadPlan plan = planner.plan(server);
                LoadResult result = Load.run(plan, _ -> {});
                assertThat(server.connections.get()).isLessThanOrEqualTo(plan.connectionsMax());
                if (result.lateness().micros(99.9) < CALM_MICROS || attempt == ATTEMPTS_MAX) {
                    return result;
                }
            }
        }
    }

    private static double tolerance(LoadResult result) {
        return TOLERANCE_MILLIS + 2 * result.lateness().maxMicros() / 1e3;
    }

    /// Class loading would delay the first requests.
    @BeforeAll
    static void warmUp() throws Exception {
        try (var server = new KnownServer(0, 0)) {
            Load.run(LoadPlan.of(server.url("/"), 500, Duration.ofSeconds(1)), _ -> {});
        }
    }

    @Test
    void findsTheDelayOfAServer() throws Exception {
        LoadResult result =
                calmRun(
                        20,
                        0,
                        server ->
                                LoadPlan.of(server.url("/"), 300, Duration.ofSeconds(3))
                                        .change()
                                        .warmUp(Duration.ofMillis(500))
                                        .build());

        assertThat(result.failures()).isEmpty();
        assertThat(result.answered()).isEqualTo(result.offered());
        assertThat(result.latencies().minMicros()).isGreaterThanOrEqualTo(19_900);
        assertThat(millis(result, 50)).isBetween(20.0, 20 + tolerance(result));
        assertThat(result.offeredPerSecond()).isCloseTo(300, within(60.0));
        assertThat(result.complete()).isTrue();
    }

    @Test
    void showsAStallToEveryRequestThatWasDueInIt() throws Exception {
        LoadResult result = calmRun(1, 1000, LoadAccuracyTest::stallPlan);

        List<Double> expected = expected();
        assertThat(result.failures()).isEmpty();
        assertThat(result.answered()).isEqualTo(expected.size());
        for (double percent : new double[] {50, 80, 85, 90, 95, 99}) {
            double known = percentile(expected, percent);
            assertThat(millis(result, percent))
                    .as("p%s of %s", percent, expected.size())
                    .isBetween(
                            known - SHORTER_MILLIS_MAX - firstRequestDelay(result),
                            known + tolerance(result));
        }
    }

    /// The stall begins with the server's first request, which the generator may have sent late.
    private static double firstRequestDelay(LoadResult result) {
        return result.lateness().maxMicros() / 1e3;
    }

    /// With one connection a closed-loop tool would ask once in the stall: p99 about 1 ms.
    @Test
    void showsTheStallEvenWithOneConnection() throws Exception {
        LoadResult result =
                calmRun(1, 1000, server -> stallPlan(server).change().connectionsMax(1).build());

        assertThat(result.connectionsPeak()).isEqualTo(1);
        assertThat(result.answered()).isEqualTo(expected().size());
        // What queued in the stall also waits for the one connection afterwards.
        assertThat(millis(result, 50)).isLessThan(100 + tolerance(result));
        assertThat(millis(result, 90)).isGreaterThan(500);
        assertThat(millis(result, 99)).isBetween(900.0, 1600 + tolerance(result));
    }

    /// The broken control of the test above: the same server, measured as a closed-loop tool does.
    @Test
    void aClosedLoopWouldHaveHiddenTheStall() {
        List<Double> closedLoop = new ArrayList<>(Collections.nCopies(600, 1.0));
        closedLoop.add(1000.0);

        assertThat(percentile(closedLoop, 99)).isLessThan(900);
        assertThat(percentile(expected(), 99)).isGreaterThan(900);
    }

    private static LoadPlan stallPlan(KnownServer server) {
        return LoadPlan.of(server.url("/"), STALL_RATE, STALL_RUN);
    }

    /// What each request of the plan has to wait, by the rule of [KnownServer] and the seed.
    private static List<Double> expected() {
        var arrivals = new Arrivals(STALL_RATE, Load.laneSeed(1, 0));
        long first = arrivals.nextNanos();
        long stall = first + TimeUnit.MILLISECONDS.toNanos(1000);
        List<Double> latencies = new ArrayList<>();
        for (; arrivals.nextNanos() < STALL_RUN.toNanos(); arrivals.advance()) {
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
