package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Await;
import tenfold.testkit.Footprint;

/// One command, five lines, a page with a database behind it; then down, up again, and everything
/// is there.
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class FirstMinuteTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir Path data;

    @Test
    void theForumComesUpGoesDownAndComesBackWithItsData() throws Exception {
        List<ProcessHandle> family;
        Set<Integer> ports;
        try (var up = TenfoldUp.start(TenfoldUp.example("forum"), data)) {
            assertThat(up.lines()).hasSize(5);
            assertThat(up.value("Stage")).isEqualTo("1 of 9: One box");
            assertThat(up.value("Next")).as("while it seeds itself").startsWith("nothing needed");
            assertThat(get(up.application())).contains("<html");
            assertThat(post(up.application().resolve("/api/ledger"), "{\"id\":\"4711\"}"))
                    .isEqualTo(201);
            assertThat(up.run("status").out()).contains("forum", "web-1", "healthy");
            family = up.descendants();
            assertThat(family).hasSizeGreaterThan(3);
            ports = Footprint.of(up.process().pid()).listeningPorts();
            assertThat(ports).contains(up.application().getPort(), up.console().getPort());

            var down = up.run("down");

            assertThat(down.exit()).as(down.err()).isZero();
            assertThat(up.awaitExit(Duration.ofSeconds(30))).isZero();
        }
        Await.until(
                "no process left",
                Duration.ofSeconds(5),
                () -> family.stream().noneMatch(ProcessHandle::isAlive));
        Leftovers.none(ports);

        try (var again = TenfoldUp.start(TenfoldUp.example("forum"), data)) {
            assertThat(get(again.application().resolve("/api/ledger"))).contains("4711");
        }
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        var answer =
                HTTP.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(uri.toString()).isEqualTo(200);
        return answer.body();
    }

    private static int post(URI uri, String json) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
