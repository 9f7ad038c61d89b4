package tenfold.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Address;
import tenfold.model.InstanceId;
import tenfold.model.LatencySummary;
import tenfold.model.MetricAnswer;
import tenfold.model.MetricAnswer.Found;
import tenfold.model.ServiceName;
import tenfold.model.WatchImage;
import tenfold.testkit.Await;
import tenfold.watch.collect.SampleReport;

class WatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;
    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());

    @Test
    void reportsAreAskedForAndShownAndSurviveARestart() throws Exception {
        Instant at = Instant.now().minusSeconds(60);
        try (var watch = open()) {
            for (int second = 0; second <= 60; second++) {
                watch.accept(
                        SampleReport.report(
                                at.plusSeconds(second),
                                second * 20L,
                                new LatencySummary(1, 2, 3, 4, 5)));
                // No faster than they are kept: more would be dropped, as a flood should be.
                Await.until("kept", PATIENCE, () -> watch.waiting() < 32);
            }
            Await.until(
                    "all kept",
                    PATIENCE,
                    () -> watch.exposition(false).contains("tenfold_edge_requests_total 1200\n"));
            assertThat(watch.exposition(true)).endsWith("# EOF\n");
        }
        try (var watch = open()) {
            double rate =
                    value(watch, "rate(tenfold_edge_requests_total[30s])", at.plusSeconds(60));
            assertThat(rate).isBetween(19.9, 20.1);
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void anApplicationsOwnPageIsAskedFor() throws Exception {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext(
                "/metrics",
                exchange -> {
                    byte[] page =
                            "# TYPE jobs_total counter\njobs_total{queue=\"a\"} 7\ntenfold_x 1\n"
                                    .getBytes(StandardCharsets.UTF_8);
                    try (exchange) {
                        exchange.sendResponseHeaders(200, page.length);
                        exchange.getResponseBody().write(page);
                    }
                });
        server.start();
        var instance = new InstanceId("web-1");
        var there =
                new WatchImage.Scrape(
                        new ServiceName("web"),
                        instance,
                        Address.loopback(server.getAddress().getPort()),
                        "/metrics");
        try (var watch = open()) {
            watch.apply(new WatchImage("forum", List.of(there), null, List.of()));
            Await.until("asked", PATIENCE, () -> isOne(watch, "tenfold_scrape_up"));
            Await.until("kept", PATIENCE, () -> !series(watch, "jobs_total").isEmpty());
            assertThat(
                            value(
                                    watch,
                                    "jobs_total{queue='a',service='web',instance='web-1'}",
                                    Instant.now()))
                    .isEqualTo(7);
            assertThat(series(watch, "tenfold_x")).isEmpty();
            watch.apply(new WatchImage("forum", List.of(), null, List.of()));
            Await.until("gone", PATIENCE, () -> series(watch, "jobs_total").isEmpty());
        } finally {
            server.stop(0);
        }
        assertThat(faults).isEmpty();
    }

    private static boolean isOne(Watch watch, String query) {
        var series = series(watch, query);
        return series.size() == 1 && series.getFirst().points().getFirst().value() == 1;
    }

    private static List<MetricAnswer.Series> series(Watch watch, String query) {
        return ((Found) watch.query(query, Instant.now().toEpochMilli())).series();
    }

    private static double value(Watch watch, String query, Instant at) {
        var answer = watch.query(query, at.toEpochMilli());
        assertThat(answer).isInstanceOf(Found.class);
        return ((Found) answer).series().getFirst().points().getFirst().value();
    }

    private Watch open() throws IOException {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        var folders = new WatchConfig.Folders(folder.resolve("watch"), folder, logs);
        return new Watch(WatchConfig.of(folders, faults::add));
    }
}
