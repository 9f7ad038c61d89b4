package tenfold.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.model.WatchImage;

/// The calls about metrics and alarms, with a watch that answers what the test knows.
class MetricsApiTest {
    private static final String MANIFEST =
            """
            services: {web: {run: ./serve, metrics: /metrics}}
            alarms: {hot: {when: heat > 5}}
            """;

    @TempDir Path folder;
    private final KnownTelemetry watch = new KnownTelemetry();
    private RunningControl control;

    @BeforeEach
    void start() throws Exception {
        control = new RunningControl(folder, MANIFEST, watch);
    }

    @AfterEach
    void stop() {
        control.close();
        assertThat(control.faults).isEmpty();
    }

    @Test
    void theWatchIsToldWhatTheManifestSays() {
        WatchImage image = Objects.requireNonNull(watch.image);

        assertThat(image.scrapes())
                .singleElement()
                .satisfies(scrape -> {
                    assertThat(scrape.path()).isEqualTo("/metrics");
                    assertThat(scrape.instance().value()).isEqualTo("web-1");
                });
        assertThat(image.alarms()).extracting(alarm -> alarm.name()).containsExactly("hot");
        assertThat(image.otlp()).isNotNull();
    }

    @Test
    void answersLookAsThoseOfPrometheus() {
        assertThat(control.get("/api/v1/metrics/query?query=heat&time=12.5").body())
                .isEqualTo(
                        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
                                + "{\"metric\":{\"__name__\":\"heat\"},\"value\":[12.5,\"1.5\"]}]},"
                                + "\"warnings\":[\"beware\"]}");
        assertThat(control.get("/api/v1/query?query=1&time=1970-01-01T00:00:01Z").body())
                .contains("\"resultType\":\"scalar\",\"result\":[1.0,\"1.5\"]");
        assertThat(control.get("/api/v1/query_range?query=heat&start=1&end=3&step=2s").body())
                .contains("\"values\":[[1.0,\"2\"],[3.0,\"+Inf\"]]");
        assertThat(watch.asked).contains("heat at 12500", "heat 1000 3000 2000");
    }

    @Test
    void whatCannotBeAnsweredHasACodeAndAColumn() {
        var response = control.get("/api/v1/metrics/query?query=bad");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("\"status\":\"error\"", "\"code\":\"T-1801\"", "\"column\":3");
        assertThat(control.get("/api/v1/metrics/query").statusCode()).isEqualTo(400);
        assertThat(control.get("/api/v1/metrics/query?query=x&time=noon").statusCode())
                .isEqualTo(400);
    }

    @Test
    void alarmsAreTold() {
        assertThat(control.get("/api/v1/alarms").body())
                .contains("\"name\":\"hot\"", "\"state\":\"ALARM\"", "\"reason\":\"too hot\"");
    }

    @Test
    void aScraperNeedsATokenThatOpensNothingElse() throws IOException {
        String token = Files.readString(control.data.resolve("control/scrape-token")).strip();

        assertThat(RunningControl.send(control.anonymous("/metrics")).statusCode()).isEqualTo(401);
        var scrape = control.anonymous("/metrics").header("Authorization", "Bearer " + token);
        assertThat(RunningControl.send(scrape).body()).isEqualTo("x 1\n");
        var open = control.request("/metrics").header("Accept", "application/openmetrics-text");
        assertThat(RunningControl.send(open).body()).endsWith("# EOF\n");
        var status = control.anonymous("/api/v1/status").header("Authorization", "Bearer " + token);
        assertThat(RunningControl.send(status).statusCode()).isEqualTo(401);
    }

    @Test
    void anAlarmWhoseQueryIsWrongIsRefusedAtTheStart() {
        watch.problems = List.of("alarm `hot`: column 3: no");

        assertThatThrownBy(() -> control.restart())
                .isInstanceOfSatisfying(
                        ControlRefused.class,
                        refused ->
                                assertThat(refused.problems().getFirst().code())
                                        .isEqualTo("T-1802"));
    }
}
