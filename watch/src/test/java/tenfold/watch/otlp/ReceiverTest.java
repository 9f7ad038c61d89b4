package tenfold.watch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.testkit.Rounds;
import tenfold.watch.store.Kind;
import tenfold.watch.store.Reading;
import tools.jackson.databind.json.JsonMapper;

/// The door over real HTTP; messages as the specification's own example and as a small encoder of
/// the test's own writes them.
class ReceiverTest {
    private static final String METRICS =
            """
            {"resourceMetrics":[{"resource":{"attributes":[
               {"key":"service.name","value":{"stringValue":"web"}},
               {"key":"service.instance.id","value":{"stringValue":"web-1"}}]},
             "scopeMetrics":[{"scope":{"name":"my.library"},"metrics":[
              {"name":"http.requests","unit":"1","sum":{"aggregationTemporality":2,"isMonotonic":true,
               "dataPoints":[{"asInt":"17","timeUnixNano":"1544712660300000000",
                "attributes":[{"key":"http.route","value":{"stringValue":"/a"}}]}]}},
              {"name":"queue.length","gauge":{"dataPoints":[{"asDouble":2.5}]}},
              {"name":"http.duration","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[
               {"count":"5","sum":1.5,"bucketCounts":["1","3","1"],"explicitBounds":[0.1,1]}]}},
              {"name":"delta","sum":{"aggregationTemporality":1,"isMonotonic":true,
               "dataPoints":[{"asInt":"1"}]}}]}]}]}
            """;

    private final List<Reading> readings = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private Receiver receiver;
    private int port;

    @BeforeEach
    void open() throws IOException {
        port = Ports.anyFree();
        receiver =
                new Receiver(
                        Address.loopback(port),
                        (_, _, batch) -> readings.addAll(batch.get()),
                        (service, line) -> lines.add(service + " " + line),
                        Clock.systemUTC(),
                        faults::add);
    }

    @AfterEach
    void close() {
        receiver.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void takesMetricsAsJsonAndSaysWhatItDidNotTake() throws IOException, InterruptedException {
        var response = post("/v1/metrics", "application/json", bytes(METRICS));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"rejectedDataPoints\":1");
        Map<String, Double> values = values();
        assertThat(values)
                .containsEntry(
                        "http_requests_total{http_route=\"/a\", instance=\"web-1\", service=\"web\"}",
                        17.0)
                .containsEntry("queue_length{instance=\"web-1\", service=\"web\"}", 2.5)
                .containsEntry(
                        "http_duration_seconds_bucket{instance=\"web-1\", le=\"1\", service=\"web\"}",
                        4.0)
                .containsEntry(
                        "http_duration_seconds_bucket{instance=\"web-1\", le=\"+Inf\", service=\"web\"}",
                        5.0)
                .containsEntry(
                        "http_duration_seconds_sum{instance=\"web-1\", service=\"web\"}", 1.5)
                .hasSize(7);
        assertThat(readings.getFirst().kind()).isEqualTo(Kind.COUNTER);
        assertThat(receiver.counts().refusedPoints()).isEqualTo(1);
    }

    private Map<String, Double> values() {
        var values = new HashMap<String, Double>();
        readings.forEach(one -> values.put(one.labels().toString(), one.value()));
        return values;
    }

    @Test
    void takesTheSameAsProtobufAndPacked() throws IOException, InterruptedException {
        post("/v1/metrics", "application/json", bytes(METRICS));
        Map<String, Double> wanted = values();
        readings.clear();
        byte[] encoded = Encoder.encode(JsonMapper.shared().readTree(METRICS), Schema.METRICS);

        var plain = post("/v1/metrics", "application/x-protobuf", encoded);
        assertThat(values()).isEqualTo(wanted);
        assertThat(plain.body()).contains("kept are gauges");
        readings.clear();
        var packed = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(packed)) {
            zip.write(encoded);
        }
        var request = request("/v1/metrics", "application/x-protobuf", packed.toByteArray());
        assertThat(send(request.header("Content-Encoding", "gzip")).statusCode()).isEqualTo(200);
        assertThat(values()).isEqualTo(wanted);
    }

    @Test
    void logRecordsBecomeLines() throws IOException, InterruptedException {
        String logs =
                """
                {"resourceLogs":[{"resource":{"attributes":[
                   {"key":"service.name","value":{"stringValue":"web"}}]},
                 "scopeLogs":[{"logRecords":[{"timeUnixNano":"1544712660300000000","severityNumber":18,
                  "body":{"stringValue":"oh \\"no\\""},"traceId":"5B8EFFF798038103D269B633813FC60C",
                  "attributes":[{"key":"n","value":{"intValue":"3"}}]}]}]}]}
                """;
        for (var form :
                Map.of(
                                "application/json", bytes(logs),
                                "application/x-protobuf",
                                        Encoder.encode(
                                                JsonMapper.shared().readTree(logs), Schema.LOGS))
                        .entrySet()) {
            lines.clear();
            assertThat(post("/v1/logs", form.getKey(), form.getValue()).statusCode())
                    .isEqualTo(200);
            assertThat(lines).hasSize(1);
            assertThat(lines.getFirst().toLowerCase(java.util.Locale.ROOT))
                    .startsWith("web {\"time\":\"2018-12-13t14:51:00.300z\",\"level\":\"error\"")
                    .contains("\"message\":\"oh \\\"no\\\"\"")
                    .contains("\"trace_id\":\"5b8efff798038103d269b633813fc60c\"")
                    .contains("\"n\":\"3\"");
        }
    }

    @Test
    void spansAreRefusedAndCountedNotDroppedInSilence() throws IOException, InterruptedException {
        String spans = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{},{}]}]}]}";

        var response = post("/v1/traces", "application/json", bytes(spans));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"rejectedSpans\":2").contains("not kept");
        assertThat(receiver.counts().spans()).isEqualTo(2);
    }

    @Test
    void refusesWhatIsNoTelemetry() throws IOException, InterruptedException {
        assertThat(post("/v1/metrics", "text/plain", bytes("x")).statusCode()).isEqualTo(415);
        assertThat(post("/v1/metrics", "application/json", bytes("{")).statusCode()).isEqualTo(400);
        assertThat(post("/v1/metrics", "application/x-protobuf", bytes("{{{")).statusCode())
                .isEqualTo(400);
        assertThat(post("/v1/x", "application/json", bytes("{}")).statusCode()).isEqualTo(404);
        var page = request("/v1/metrics", "application/json", bytes("{}"));
        assertThat(send(page.header("Origin", "http://evil.example")).statusCode()).isEqualTo(403);
        var large = new byte[(4 << 20) + 1];
        Arrays.fill(large, (byte) ' ');
        assertThat(post("/v1/metrics", "application/json", large).statusCode()).isEqualTo(413);
    }

    @Test
    void oneRequestHasABoundThatIsSaid() throws IOException, InterruptedException {
        var points = new StringBuilder();
        for (int i = 0; i < 2100; i++) {
            points.append(i == 0 ? "" : ",")
                    .append("{\"asInt\":1,\"attributes\":[{\"key\":\"i\",")
                    .append("\"value\":{\"intValue\":")
                    .append(i)
                    .append("}}]}");
        }
        String request =
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"m\",\"gauge\":"
                        + "{\"dataPoints\":["
                        + points
                        + "]}}]}]}]}";

        assertThat(post("/v1/metrics", "application/json", bytes(request)).body())
                .contains("\"rejectedDataPoints\":100");
        assertThat(readings).hasSize(2000);
    }

    @Rounds(300)
    void damagedProtobufIsRefusedOrReadNeverWorse(long seed) throws IOException {
        var random = new Random(seed);
        byte[] bytes = Encoder.encode(JsonMapper.shared().readTree(METRICS), Schema.METRICS);
        byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        try {
            Metrics.of(Protobuf.read(damaged, Schema.METRICS));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("protobuf");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> post(String path, String type, byte[] body)
            throws IOException, InterruptedException {
        return send(request(path, type, body));
    }

    private HttpRequest.Builder request(String path, String type, byte[] body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
