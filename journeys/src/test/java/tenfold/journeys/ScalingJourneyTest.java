package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Await;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A service starts to follow its load while it is used, grows under a step of load, loses an
/// instance to a notice, and goes back, without one lost request.
@Timeout(480)
@SuppressWarnings("InterruptedExceptionSwallowed") // JUnit fails
class ScalingJourneyTest {
    private static final String PROGRAM =
            """
            import http.server, os, time
            class Busy(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    end = time.thread_time() + (0 if self.path == "/health" else 0.003)
                    while time.thread_time() < end:
                        pass
                    self.send_response(200)
                    self.send_header("Content-Length", "3")
                    self.end_headers()
                    self.wfile.write(b"ok\\n")
                def log_message(self, *arguments):
                    pass
            http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Busy).serve_forever()
            """;
    private static final String MANIFEST =
            """
            name: scaled
            services:
              web:
                run: exec python3 busy.py
                health: /health
                scale:
                  min: 2
                  max: 8
                  cores: 0.05
                  target: 70%
                  scale_in: {window: 10s, part: 50%, cool_down: 5s}
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir Path folder;

    @Test
    void followsItsLoadAndLosesNoRequest() throws Exception {
        Path application = Files.createDirectory(folder.resolve("app"));
        Files.writeString(application.resolve("busy.py"), PROGRAM);
        Files.writeString(application.resolve("tenfold.yaml"), MANIFEST);
        try (var up = TenfoldUp.start(application, folder.resolve("data"))) {
            Await.until("two instances", PATIENCE, () -> group(up).path("ready").asInt(0) == 2);

            JsonNode load = load(up, "60", "40s", () -> grown(up));
            assertThat(load.path("answered").asInt(0)).isGreaterThan(1_500);
            assertThat(load.path("failed").asInt(-1)).as(load.toPrettyString()).isZero();
            assertThat(load.path("statuses").propertyNames()).containsExactly("200");

            Await.until("back to two", PATIENCE, () -> instances(up) == 2);
            assertThat(group(up).path("decisions").findValuesAsString("cause"))
                    .contains("GROW", "SHRINK");

            var fixed = up.run("grow", "autoscale", "--min", "3", "--max", "4");
            assertThat(fixed.exit()).as(fixed.err()).isZero();
            Await.until("three of three", PATIENCE, () -> group(up).path("ready").asInt(0) == 3);
            assertThat(up.run("undo").exit()).isZero();
            Await.until("back to two", PATIENCE, () -> instances(up) == 2);
        }
    }

    private static void grown(TenfoldUp up) throws Exception {
        Await.until("more instances", PATIENCE, () -> group(up).path("ready").asInt(0) >= 4);
        String leaving = group(up).path("service").asString("") + "-1";
        assertThat(up.run("reclaim", leaving).exit()).isZero();
        assertThat(up.run("scale", "pause", "web").out()).contains("paused");
        assertThat(up.run("scale", "resume", "web").exit()).isZero();
    }

    private interface Meanwhile {
        void happens() throws Exception;
    }

    private static JsonNode load(TenfoldUp up, String rate, String time, Meanwhile meanwhile)
            throws Exception {
        var result = new TenfoldUp.CommandResult[1];
        Thread load =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                result[0] =
                                        up.run(
                                                "load",
                                                "app",
                                                "--rate",
                                                rate,
                                                "--for",
                                                time,
                                                "--timeout",
                                                "30s",
                                                "--json");
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        meanwhile.happens();
        load.join();
        return JsonMapper.shared().readTree(result[0].out());
    }

    private static JsonNode group(TenfoldUp up) {
        try {
            var shown = up.run("scale", "--json");
            return JsonMapper.shared().readTree(shown.out()).path("groups").path(0);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int instances(TenfoldUp up) {
        JsonNode group = group(up);
        return group.path("desired").asInt(0) + group.path("draining").asInt(0);
    }
}
