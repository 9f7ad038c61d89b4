package tenfold.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.base.net.Ports;

class LoadTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    @ParameterizedTest
    @CsvSource({
        "/status/404, STATUS_4XX",
        "/status/503, STATUS_5XX",
        "/reset, RESET",
        "/half, RESET",
        "/garbage, MALFORMED"
    })
    void namesTheWayARequestFailed(String path, FailureKind kind) throws Exception {
        try (var server = new KnownServer(0, 0)) {
            LoadResult result = Load.run(LoadPlan.of(server.url(path), 100, SHORT), _ -> {});

            assertThat(result.failures()).hasSize(1);
            assertThat(result.failed(kind)).isEqualTo(result.offered()).isPositive();
            assertThat(result.failures().getFirst().example()).isNotBlank();
        }
    }

    @Test
    void countsRefusedConnections() throws Exception {
        URI nobody = URI.create("http://127.0.0.1:" + Ports.anyFree() + "/");

        LoadResult result = Load.run(LoadPlan.of(nobody, 100, SHORT), _ -> {});

        assertThat(result.failed(FailureKind.CONNECT)).isEqualTo(result.offered()).isPositive();
        assertThat(result.latencies().count()).isZero();
    }

    @Test
    void aRequestWithoutAnAnswerCountsWithTheTimeItWaited() throws Exception {
        try (var server = new KnownServer(0, 0)) {
            var plan =
                    LoadPlan.of(server.url("/never"), 100, SHORT)
                            .change()
                            .timeout(Duration.ofMillis(300))
                            .build();

            LoadResult result = Load.run(plan, _ -> {});

            assertThat(result.failed(FailureKind.TIMEOUT)).isEqualTo(result.offered());
            assertThat(result.latencies().count()).isEqualTo(result.offered());
            assertThat(result.latencies().minMicros()).isGreaterThanOrEqualTo(299_000);
        }
    }

    @Test
    void shedsWhatIsBeyondItsLimitsAndSaysSo() throws Exception {
        try (var server = new KnownServer(0, 0)) {
            var plan =
                    LoadPlan.of(server.url("/never"), 1000, SHORT)
                            .change()
                            .connectionsMax(2)
                            .waitingMax(5)
                            .timeout(Duration.ofSeconds(1))
                            .build();

            LoadResult result = Load.run(plan, _ -> {});

            assertThat(result.connectionsPeak()).isEqualTo(2);
            assertThat(result.failed(FailureKind.TIMEOUT)).isEqualTo(7);
            assertThat(result.failed(FailureKind.SHED)).isEqualTo(result.offered() - 7);
        }
    }

    @Test
    void keepsConnectionsWhileTheServerDoes() throws Exception {
        try (var server = new KnownServer(0, 0)) {
            var plan = LoadPlan.of(server.url("/close"), 100, SHORT);
            LoadResult closing = Load.run(plan, _ -> {});
            assertThat(closing.failures()).isEmpty();
            assertThat((long) server.connections.get()).isEqualTo(closing.answered());
        }
        try (var server = new KnownServer(0, 0)) {
            var plan = LoadPlan.of(server.url("/"), 400, SHORT).change().connectionsMax(3).build();
            LoadResult keeping = Load.run(plan, _ -> {});
            assertThat(keeping.failures()).isEmpty();
            assertThat(server.connections.get()).isBetween(1, 3);
        }
    }

    @Test
    void asksMostOftenForTheFirstUrl() throws Exception {
        try (var server = new KnownServer(0, 0)) {
            var plan =
                    LoadPlan.of(server.url("/"), 800, SHORT)
                            .change()
                            .urls(List.of(server.url("/a"), server.url("/b?x=1"), server.url("/c")))
                            .zipfExponent(2)
                            .build();

            Load.run(plan, _ -> {});

            assertThat(server.paths).containsOnlyKeys("/a", "/b?x=1", "/c");
            long a = server.asked("/a");
            assertThat(a).isGreaterThan(server.asked("/b?x=1") * 2);
        }
    }

    @Test
    void sendsMethodHeadersAndBody() throws Exception {
        try (var server = new KnownServer(0, 0)) {
            var post = new LoadRequest("POST", Map.of("Content-Type", "text/plain"), "grüße");
            var plan = LoadPlan.of(server.url("/echo"), 100, SHORT).change().request(post).build();
            LoadResult echoed = Load.run(plan, _ -> {});
            assertThat(echoed.failures()).isEmpty();
            assertThat(echoed.bytesReceived()).isEqualTo(echoed.answered() * 7);

            var head = new LoadRequest("HEAD", Map.of(), null);
            var bodiless = LoadPlan.of(server.url("/"), 100, SHORT).change().request(head).build();
            assertThat(Load.run(bodiless, _ -> {}).failures()).isEmpty();
        }
    }

    @Test
    void tellsHowItStandsEachSecond() throws Exception {
        try (var server = new KnownServer(0, 0)) {
            var plan =
                    LoadPlan.of(server.url("/"), 100, Duration.ofMillis(1500))
                            .change()
                            .warmUp(Duration.ofSeconds(1))
                            .build();
            List<LoadProgress> told = new ArrayList<>();

            Load.run(plan, told::add);

            assertThat(told).hasSize(2);
            assertThat(told.get(1).warmingUp()).isFalse();
            assertThat(told.get(1).answersPerSecond()).isBetween(40.0, 170.0);
            assertThat(told.get(1).latencies().count()).isPositive();
        }
    }

    @Test
    void anInterruptEndsTheRunWithWhatWasFound() throws Exception {
        try (var server = new KnownServer(0, 0)) {
            var plan = LoadPlan.of(server.url("/never"), 100, Duration.ofMinutes(5));
            var self = Thread.currentThread();

            LoadResult result = Load.run(plan, _ -> self.interrupt());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(result.complete()).isFalse();
            assertThat(result.unfinished()).isEqualTo(result.offered()).isPositive();
        }
    }

    @Test
    void leavesOtherMachinesAloneUnlessAllowed() {
        var remote = LoadPlan.of(URI.create("http://192.0.2.1/"), 1, SHORT);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Load.run(remote, _ -> {}))
                .withMessageContaining("192.0.2.1 is not this machine");
    }

    @Test
    void saysThatAHostIsNotKnown() {
        var unknown = LoadPlan.of(URI.create("http://nobody.invalid/"), 1, SHORT);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Load.run(unknown, _ -> {}))
                .withMessageContaining("nobody.invalid");
    }
}
