package tenfold.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Await;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class HttpApiTest {
    private static final String MANIFEST =
            """
            name: forum
            services:
              web:
                run: java -jar forum.jar
                scale: 2
                env:
                  GREETING: hello
            goals:
              p95: 200ms
            """;

    @TempDir Path folder;
    private RunningControl control;

    @BeforeEach
    void start() throws Exception {
        control = new RunningControl(folder, MANIFEST);
    }

    @AfterEach
    void stop() {
        control.close();
        assertThat(control.faults).isEmpty();
    }

    @Test
    void wantsItsTokenOnLoopbackToo() throws Exception {
        var response = RunningControl.send(control.anonymous("/api/v1/status"));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(code(response)).isEqualTo("T-1201");
    }

    @Test
    void refusesAWrongToken() throws Exception {
        var request =
                control.anonymous("/api/v1/status")
                        .header("Authorization", "Bearer " + "A".repeat(43));

        assertThat(RunningControl.send(request).statusCode()).isEqualTo(401);
    }

    @Test
    void keepsTheTokenReadableByItsOwnerOnly() throws Exception {
        var rights = Files.getPosixFilePermissions(control.data.resolve("control/token"));

        assertThat(PosixFilePermissions.toString(rights)).isEqualTo("rw-------");
        assertThat(control.token()).hasSize(43);
    }

    @Test
    void refusesForeignHostNamesBecauseOfDnsRebinding() throws Exception {
        assertThat(raw("Host: evil.example:" + control.port() + "\r\n")).startsWith("HTTP/1.1 403");
        assertThat(raw("Host: 127.0.0.1\r\n")).startsWith("HTTP/1.1 403");
        assertThat(raw("Host: localhost:" + control.port() + "\r\n")).startsWith("HTTP/1.1 200");
    }

    @Test
    void refusesCallsFromPagesOfOtherOrigins() throws Exception {
        String host = "Host: 127.0.0.1:" + control.port() + "\r\n";

        assertThat(raw(host + "Origin: http://evil.example\r\n")).startsWith("HTTP/1.1 403");
        assertThat(raw(host + "Origin: null\r\n")).startsWith("HTTP/1.1 403");
        assertThat(raw(host + "Sec-Fetch-Site: cross-site\r\n")).startsWith("HTTP/1.1 403");
        assertThat(raw(host + "Sec-Fetch-Site: same-origin\r\n")).startsWith("HTTP/1.1 200");
    }

    private String raw(String headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", control.port())) {
            socket.setSoTimeout(10_000);
            String request =
                    "GET /api/v1/status HTTP/1.1\r\n"
                            + headers
                            + "Authorization: Bearer "
                            + control.token()
                            + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void acceptsJsonBodiesOnly() throws Exception {
        var form =
                control.request("/api/v1/down")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"));

        assertThat(code(RunningControl.send(form))).isEqualTo("T-1204");
    }

    @Test
    void refusesBodiesAboveTheLimit() throws Exception {
        var response = control.post("/api/v1/reports", "[" + "1,".repeat(700_000) + "1]");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(code(response)).isEqualTo("T-1205");
    }

    @Test
    void refusesUnknownKeysRepeatedKeysAndDeepBodies() throws Exception {
        for (String body :
                new String[] {
                    "{\"token\":\"a\",\"other\":1}",
                    "{\"token\":\"a\",\"token\":\"b\"}",
                    "{\"token\":" + "[".repeat(500),
                    "null",
                    "not json"
                }) {
            assertThat(code(control.post("/api/v1/session", body))).isEqualTo("T-1208");
        }
    }

    @Test
    void namesWrongPathsAndMethods() throws Exception {
        assertThat(control.get("/api/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(control.get("/api/v1/down").statusCode()).isEqualTo(405);
        assertThat(control.get("/api/v1/image?after=x").statusCode()).isEqualTo(400);
        assertThat(control.get("/api/v1/logs?source=%2e%2e").statusCode()).isEqualTo(400);
    }

    @Test
    void givesTheImageOnceAndThenWaitsForANewerOne() throws Exception {
        JsonNode image = control.json("/api/v1/image?after=0&wait=20");

        assertThat(image.path("version").asLong()).isEqualTo(1);
        assertThat(image.path("application").asString()).isEqualTo("forum");
        assertThat(control.get("/api/v1/image?after=1").statusCode()).isEqualTo(204);
    }

    @Test
    void tellsAWaitingNodeToStop() {
        var waiting =
                CompletableFuture.supplyAsync(() -> control.get("/api/v1/image?after=1&wait=20"));
        var down = control.post("/api/v1/down", "{}");

        assertThat(down.statusCode()).isEqualTo(202);
        HttpResponse<String> notice = waiting.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(notice.headers().firstValue("Tenfold-Stop")).contains("true");
    }

    @Test
    void goesOnAboveAVersionThatOnlyTheNodeKnows() throws Exception {
        JsonNode image = control.json("/api/v1/image?after=41&wait=5");

        assertThat(image.path("version").asLong()).isEqualTo(42);
        control.restart();
        assertThat(control.json("/api/v1/image?after=0").path("version").asLong()).isEqualTo(42);
    }

    @Test
    void answersStatusFromWhatTheNodeReported() throws Exception {
        minute();

        JsonNode status = control.json("/api/v1/status");
        assertThat(status.path("application").asString()).isEqualTo("forum");
        assertThat(status.path("stage").path("name").asString()).isEqualTo("One box");
        assertThat(status.path("edge").path("requestsPerSecond").asDouble()).isPositive();
        assertThat(status.path("instances").size()).isEqualTo(2);
        assertThat(status.path("instances").path(0).path("state").asString()).isEqualTo("HEALTHY");
        assertThat(status.path("database").path("state").asString()).isEqualTo("RUNNING");
        assertThat(status.path("problems").size()).isZero();
        assertThat(status.path("next").path("command").asString())
                .isEqualTo("tenfold grow standby");
    }

    @Test
    void saysNothingOfTheNextStepBeforeAMinuteWasSeen() throws Exception {
        report(Instant.now(), 0);
        report(Instant.now().plusSeconds(1), 1000);

        JsonNode plan = control.json("/api/v1/plan");

        assertThat(plan.path("findings").size()).isZero();
        assertThat(plan.path("next").path("advice").asString()).isEqualTo("nothing needed");
    }

    @Test
    void namesTheNextStepWithItsEvidence() throws Exception {
        minute();

        JsonNode plan = control.json("/api/v1/plan");

        JsonNode first = plan.path("findings").path(0);
        assertThat(first.path("kind").asString()).isEqualTo("step");
        JsonNode evidence = first.path("finding").path("evidence").path(0);
        assertThat(evidence.path("signal").asString()).isEqualTo("statements");
        assertThat(evidence.path("value").asDouble()).isGreaterThan(10);
        JsonNode offer = plan.path("offers").path(0);
        assertThat(offer.path("step").asString()).isEqualTo("standby");
        assertThat(offer.path("due").asBoolean()).isTrue();
    }

    /// A minute and more of reports about a busy application.
    private void minute() {
        Instant start = Instant.now().minusSeconds(70);
        for (int second = 0; second <= 70; second++) {
            report(start.plusSeconds(second), second * 100L);
        }
    }

    private void report(Instant at, long requests) {
        var report = Reports.healthy(at, 2, requests);
        String body = RunningControl.JSON.writeValueAsString(report);
        assertThat(control.post("/api/v1/reports", body).statusCode()).isEqualTo(204);
    }

    @Test
    void masksSecretsUnlessAskedToReveal() throws Exception {
        String secret = Files.readString(control.data.resolve("secrets/pg-1-owner")).strip();

        String masked = control.get("/api/v1/env?service=web").body();
        assertThat(masked).contains("GREETING").doesNotContain(secret);
        String revealed = control.get("/api/v1/env?service=web&reveal=true").body();
        assertThat(revealed).contains("postgres://forum:" + secret + "@127.0.0.1:");
        assertThat(control.get("/api/v1/env?service=none").statusCode()).isEqualTo(404);
    }

    @Test
    void givesTheNewestLogLines() throws Exception {
        var lines = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            lines.append("2026-01-01T00:00:00.%03dZ line %d\n".formatted(i, i));
        }
        Files.writeString(control.data.resolve("logs/web-1.log"), lines);

        var newest = control.get("/api/v1/logs?source=web-1&lines=2").body().lines().toList();
        assertThat(newest).hasSize(2);
        JsonNode last = RunningControl.JSON.readTree(newest.getLast());
        assertThat(last.path("line").asString()).isEqualTo("line 299");
        assertThat(last.path("at").asString()).isEqualTo("2026-01-01T00:00:00.299Z");
        assertThat(control.get("/api/v1/logs?source=../control/token").statusCode()).isEqualTo(400);
        assertThat(control.get("/api/v1/logs?source=web-9").statusCode()).isEqualTo(404);
        assertThat(control.get("/api/v1/logs?lines=5001").statusCode()).isEqualTo(400);
    }

    @Test
    void opensTheConsoleOnceWithALinkAndKeepsTheSessionOverARestart() throws Exception {
        JsonNode link =
                RunningControl.JSON.readTree(control.post("/api/v1/console-token", "{}").body());
        String login = "{\"token\":\"" + link.path("token").asString() + "\"}";

        HttpResponse<String> first = login(login);
        assertThat(first.statusCode()).isEqualTo(204);
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
        assertThat(login(login).statusCode()).isEqualTo(401);

        String session = cookie.split(";")[0];
        assertThat(withCookie(session, "/api/v1/status")).isEqualTo(200);
        control.restart();
        assertThat(withCookie(session, "/api/v1/status")).isEqualTo(200);
        assertThat(withCookie(session + "x", "/api/v1/status")).isEqualTo(401);
        assertThat(withCookie(session, "/api/v1/env?reveal=true")).isEqualTo(403);
        assertThat(withCookie(session, "/api/v1/image")).isEqualTo(403);
        assertThat(grow(session, "http://127.0.0.1:" + control.uri("/").getPort())).isEqualTo(409);
        assertThat(grow(session, "http://127.0.0.1:1")).isEqualTo(403);
        assertThat(grow(session, null)).isEqualTo(403);
    }

    private HttpResponse<String> login(String body) {
        return RunningControl.send(
                control.anonymous("/api/v1/session")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    private int withCookie(String cookie, String path) {
        return RunningControl.send(control.anonymous(path).header("Cookie", cookie)).statusCode();
    }

    /// A step that a console asks for; 409 says that a guard refuses it, as no node reports here.
    private int grow(String cookie, @Nullable String origin) {
        var request =
                control.anonymous("/api/v1/grow")
                        .header("Cookie", cookie)
                        .header("Content-Type", "application/json");
        if (origin != null) {
            request.header("Origin", origin);
        }
        String body = "{\"step\":\"standby\",\"arguments\":{},\"dryRun\":false}";
        return RunningControl.send(request.POST(BodyPublishers.ofString(body))).statusCode();
    }

    @Test
    void streamsStatusAndNewLogLines() throws Exception {
        var log = control.data.resolve("logs/web-1.log");
        Files.writeString(log, "2026-01-01T00:00:00Z before\n");
        try (var body = control.open("/api/v1/events").body();
                var reader =
                        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).isEqualTo("event: background");
            assertThat(lineWith(reader, "before")).contains("web-1");
            assertThat(lineWith(reader, "event: status")).isNotEmpty();
            Files.writeString(log, "2026-01-01T00:00:00Z before\n2026-01-01T00:00:01Z after\n");
            assertThat(lineWith(reader, "after")).contains("2026-01-01T00:00:01Z");
        }
    }

    private static String lineWith(BufferedReader reader, String part) throws IOException {
        String line = reader.readLine();
        while (line != null && !line.contains(part)) {
            line = reader.readLine();
        }
        return String.valueOf(line);
    }

    @Test
    void limitsEventStreams() throws Exception {
        var open = new ArrayList<HttpResponse<InputStream>>();
        for (int i = 0; i < 16; i++) {
            open.add(control.open("/api/v1/events"));
            assertThat(open.getLast().statusCode()).isEqualTo(200);
        }
        assertThat(code(control.get("/api/v1/events"))).isEqualTo("T-1209");
        for (var stream : open) {
            stream.body().close();
        }
        Await.until("a stream is free again", Duration.ofSeconds(20), this::streamOpens);
    }

    private boolean streamOpens() throws IOException {
        var stream = control.open("/api/v1/events");
        stream.body().close();
        return stream.statusCode() == 200;
    }

    @Test
    void limitsCalls() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 128; i++) {
                var poll = control.request("/api/v1/image?after=1&wait=30").build();
                var _ = client.sendAsync(poll, BodyHandlers.discarding());
            }
            Await.until(
                    "the next call is refused",
                    Duration.ofSeconds(20),
                    () -> code(control.get("/api/v1/status")).equals("T-1209"));
            client.shutdownNow();
        }
    }

    @Test
    void servesTheConsoleWithAStrictPolicy() throws Exception {
        var page = RunningControl.send(control.anonymous("/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(RunningControl.send(control.anonymous("/../control/token")).statusCode())
                .isEqualTo(404);
    }

    private static String code(HttpResponse<String> response) {
        return RunningControl.JSON.readTree(response.body()).path("code").asString();
    }
}
