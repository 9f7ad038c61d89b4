package tenfold.watch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Ports;
import tenfold.model.MetricAnswer.Found;
import tenfold.model.MetricAnswer.Point;
import tenfold.testkit.Await;
import tenfold.watch.store.Kind;
import tenfold.watch.store.Labels;
import tenfold.watch.store.MetricStore;
import tenfold.watch.store.Reading;
import tenfold.watch.store.StoreLimits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The same samples and the same queries, here and in a real Prometheus (Debian's package
/// `prometheus`).
class PrometheusComparisonTest {
    private static final long END = System.currentTimeMillis() / 1000 * 1000 - 10_000;
    private static final long START = END - 1_800_000;
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    private static final List<String> QUERIES =
            List.of(
                    "heat",
                    "requests_total{instance=~'web-.'} offset 90s",
                    "rate(requests_total[1m])",
                    "increase(requests_total{instance!='web-1'}[37s])",
                    "irate(requests_total[2m])",
                    "delta(heat[3m])",
                    "sum(rate(requests_total[1m])) by (zone)",
                    "sum without (instance) (rate(requests_total[1m])) / 2 + 1",
                    "avg(heat) - min(heat) * max(heat) % 7",
                    "count(heat > 20)",
                    "heat > bool 20",
                    "heat < 20 or heat > 40",
                    "heat unless on(instance) (requests_total > 5000)",
                    "heat and ignoring(zone) heat{zone='a'}",
                    "heat * on(instance) heat{zone='a'}",
                    "avg_over_time(heat[2m])",
                    "max_over_time(heat[2m]) - min_over_time(heat[2m])",
                    "quantile_over_time(0.9, heat[5m])",
                    "quantile(0.5, heat)",
                    "sum_over_time(heat[1m]) / count_over_time(heat[1m])",
                    "topk(2, heat)",
                    "bottomk(1, heat) by (zone)",
                    "histogram_quantile(0.9, sum by (le) (rate(size_bucket[2m])))",
                    "abs(-heat) + ceil(heat) - floor(heat) + round(heat)",
                    "clamp_max(clamp_min(heat, 10), 30)",
                    "scalar(sum(heat)) + vector(1)",
                    "absent(nothing{a='b'})",
                    "-heat ^ 2",
                    "resets(requests_total[10m])",
                    "time() - 100",
                    // A series that ends: imported blocks have no mark of its end, so no plain
                    // `gone`.
                    "last_over_time(gone[10m])");

    @TempDir Path folder;

    @Test
    void bothAnswerTheSame() throws Exception {
        assumeTrue(
                Files.exists(Path.of("/usr/bin/prometheus")),
                "prometheus is not installed: apt-get install prometheus");
        Map<Long, List<Reading>> batches = batches(new Random(SEED));
        Path data = folder.resolve("prometheus");
        writeBlocks(batches, data);
        int port = Ports.anyFree();
        Process prometheus = start(data, port);
        try (var store = new MetricStore(folder.resolve("watch"), StoreLimits.DEFAULT, _ -> {})) {
            for (var batch : batches.entrySet()) {
                store.append("app", batch.getKey(), batch.getValue());
            }
            Await.until("Prometheus is ready", Duration.ofSeconds(30), () -> isReady(port));
            var evaluator = new Evaluator(store);
            for (String query : QUERIES) {
                compare(query, evaluator, port);
            }
            assertThat(differs(evaluator, port)).isTrue();
        } finally {
            prometheus.destroy();
            assertThat(prometheus.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// The comparison must be able to fail.
    private static boolean differs(Evaluator evaluator, int port)
            throws IOException, InterruptedException {
        return !ours(evaluator, "heat + 0.001").equals(theirs("heat", port));
    }

    private static void compare(String query, Evaluator evaluator, int port)
            throws IOException, InterruptedException {
        var ours = ours(evaluator, query);
        var theirs = theirs(query, port);
        String about = query + " with -Dseed=" + SEED;
        assertThat(ours.keySet()).as(about).isEqualTo(theirs.keySet());
        for (var entry : theirs.entrySet()) {
            var mine = ours.getOrDefault(entry.getKey(), Map.of());
            assertThat(mine.keySet())
                    .as(about + entry.getKey())
                    .isEqualTo(entry.getValue().keySet());
            entry.getValue()
                    .forEach((at, value) ->
                            assertThat(mine.get(at))
                                    .as(about + " " + entry.getKey() + " at " + at)
                                    .isCloseTo(
                                            value, within(Math.max(1e-9, Math.abs(value) * 1e-9))));
        }
    }

    /// Half an hour: counters that start again, gauges, a histogram, and one series that ends.
    private static Map<Long, List<Reading>> batches(Random random) {
        var batches = new TreeMap<Long, List<Reading>>();
        var counters = new HashMap<String, Double>();
        for (long at = START; at <= END; at += 1000) {
            var readings = new ArrayList<Reading>();
            for (String id : List.of("web-1", "web-2", "api-1")) {
                String zone = id.equals("web-2") ? "b" : "a";
                double grown =
                        random.nextInt(400) == 0
                                ? random.nextInt(3)
                                : counters.getOrDefault(id, 0.0) + random.nextInt(20);
                counters.put(id, grown);
                readings.add(new Reading(labels("requests_total", id, zone), Kind.COUNTER, grown));
                double heat = Math.round(random.nextGaussian() * 1000) / 100.0 + 30;
                readings.add(new Reading(labels("heat", id, zone), Kind.GAUGE, heat));
            }
            double count = 0;
            for (String bound : List.of("0.1", "1", "10", "+Inf")) {
                count += counters.merge("le" + bound, (double) random.nextInt(5), Double::sum);
                var labels = Labels.of("size_bucket", "le", bound, "instance", "web-1");
                readings.add(new Reading(labels, Kind.COUNTER, count));
            }
            if (at < START + 900_000) {
                readings.add(new Reading(labels("gone", "web-9", "a"), Kind.GAUGE, 1));
            }
            batches.put(at + 137, readings);
        }
        return batches;
    }

    private static Labels labels(String name, String instance, String zone) {
        return Labels.of(name, "instance", instance, "zone", zone);
    }

    private static void writeBlocks(Map<Long, List<Reading>> batches, Path data)
            throws IOException, InterruptedException {
        Map<String, List<String>> byName = new TreeMap<>();
        batches.forEach((at, readings) ->
                readings.forEach(one ->
                        byName.computeIfAbsent(one.labels().name(), _ -> new ArrayList<>())
                                .add(
                                        one.labels().toString().replace(", ", ",")
                                                + " "
                                                + one.value()
                                                + " "
                                                + at / 1000
                                                + "."
                                                + at % 1000)));
        var text = new StringBuilder();
        byName.values().forEach(lines -> lines.forEach(line -> text.append(line).append('\n')));
        Path file = Files.writeString(data.resolveSibling("samples.txt"), text.append("# EOF\n"));
        var promtool =
                new ProcessBuilder(
                                "promtool",
                                "tsdb",
                                "create-blocks-from",
                                "openmetrics",
                                file.toString(),
                                data.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }

    private static Process start(Path data, int port) throws IOException {
        Path config = Files.writeString(data.resolveSibling("prometheus.yml"), "global: {}\n");
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + data,
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(data.resolveSibling("prometheus.log").toFile())
                .start();
    }

    private static boolean isReady(int port) {
        try {
            return get(port, "/-/ready").startsWith("Prometheus Server is Ready");
        } catch (IOException | InterruptedException _) {
            return false;
        }
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            return client.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    private static Map<Map<String, String>, Map<Long, Double>> ours(
            Evaluator evaluator, String query) {
        var answer = evaluator.range(query, START + 600_000, END, 45_000);
        assertThat(answer).as(query).isInstanceOf(Found.class);
        var all = new HashMap<Map<String, String>, Map<Long, Double>>();
        for (var series : ((Found) answer).series()) {
            var points = new TreeMap<Long, Double>();
            for (Point point : series.points()) {
                points.put(point.millis(), point.value());
            }
            all.put(series.labels(), points);
        }
        return all;
    }

    private static Map<Map<String, String>, Map<Long, Double>> theirs(String query, int port)
            throws IOException, InterruptedException {
        String path =
                "/api/v1/query_range?query="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8)
                        + "&start="
                        + (START + 600_000) / 1000
                        + "&end="
                        + END / 1000
                        + "&step=45";
        JsonNode answer = JsonMapper.shared().readTree(get(port, path));
        assertThat(answer.path("status").asString("")).as(query + answer).isEqualTo("success");
        var all = new HashMap<Map<String, String>, Map<Long, Double>>();
        for (JsonNode series : answer.path("data").path("result")) {
            var labels = new TreeMap<String, String>();
            series.path("metric")
                    .properties()
                    .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asString("")));
            var points = new TreeMap<Long, Double>();
            for (JsonNode point : series.path("values")) {
                points.put(
                        Math.round(point.path(0).asDouble(0) * 1000),
                        Double.valueOf(point.path(1).asString("").replace("+Inf", "Infinity")));
            }
            all.put(labels, points);
        }
        return all;
    }
}
