package tenfold.watch.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.watch.store.Kind;
import tenfold.watch.store.Labels;
import tenfold.watch.store.Reading;

class PlatformMetricTest {
    private static final Path PAGE = Path.of("../docs/reference/metrics.md");

    @Test
    void theReferenceSaysWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(PAGE, PlatformMetric.page());
        }
        assertThat(PAGE).hasContent(PlatformMetric.page());
    }

    @Test
    void everyNumberOfAReportHasItsMetricAndItsLabels() {
        List<Reading> readings = ReportReadings.of(SampleReport.full());

        assertThat(readings)
                .allSatisfy(reading -> {
                    PlatformMetric metric =
                            PlatformMetric.of(reading.labels().name()).orElseThrow();
                    var labels = new ArrayList<>(reading.labels().withoutName().asMap().keySet());
                    var declared = new ArrayList<>(Arrays.asList(metric.labels.split(", ")));
                    declared.removeIf(String::isEmpty);
                    assertThat(labels).containsExactlyInAnyOrderElementsOf(declared);
                    boolean counter = metric.type == PlatformMetric.Type.COUNTER;
                    assertThat(reading.kind()).isEqualTo(counter ? Kind.COUNTER : Kind.GAUGE);
                    assertThat(metric.metric().endsWith("_total")).isEqualTo(counter);
                });
        assertThat(readings.stream().map(Reading::labels)).doesNotHaveDuplicates();
        assertThat(names(readings))
                .containsAll(
                        Arrays.stream(PlatformMetric.values())
                                .map(PlatformMetric::metric)
                                .filter(name -> !name.matches("tenfold_(watch|scrape|otlp)_.*"))
                                .toList());
    }

    private static List<String> names(List<Reading> readings) {
        return readings.stream()
                .map(one -> one.labels().name())
                .distinct()
                .collect(Collectors.toList());
    }

    @Test
    void anIntervalInWhichNothingHappenedHasNoLatency() {
        assertThat(names(ReportReadings.of(SampleReport.idle())))
                .contains("tenfold_edge_requests_total")
                .doesNotContain("tenfold_edge_latency_seconds", "tenfold_edge_latency_max_seconds");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theTextIsReadAgainAsItWasWritten(boolean openMetrics) {
        List<Reading> readings = ReportReadings.of(SampleReport.full());

        var again = ExpositionReader.read(ExpositionWriter.write(readings, openMetrics), 10_000);

        assertThat(again.readings()).containsExactlyInAnyOrderElementsOf(readings);
        assertThat(again.problems()).isEmpty();
    }

    @Test
    void promtoolFindsNothingToSay() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/bin/promtool")), "apt-get install prometheus");
        String text = ExpositionWriter.write(ReportReadings.of(SampleReport.full()), false);

        assertThat(promtool(text)).isEmpty();
        assertThat(promtool(text.replace("# HELP tenfold_sql_clients ", "# HELP x ")))
                .contains("no help text");
    }

    private static String promtool(String text) throws IOException, InterruptedException {
        Process promtool =
                new ProcessBuilder("promtool", "check", "metrics")
                        .redirectErrorStream(true)
                        .start();
        try (var out = promtool.getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = promtool.waitFor();
        return exit == 0 ? said : said + " (exit code " + exit + ")";
    }

    @Test
    void labelsWithQuotesAndLinesGoThroughTheText() {
        var odd = Labels.of("tenfold_part_cpu_seconds_total", "part", "a\"b\\c\nd, e=\"f\"}");
        var readings = List.of(new Reading(odd, Kind.COUNTER, 1.5));

        assertThat(ExpositionReader.read(ExpositionWriter.write(readings, false), 10).readings())
                .isEqualTo(readings);
    }
}
