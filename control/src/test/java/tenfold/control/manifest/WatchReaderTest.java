package tenfold.control.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.model.manifest.AlarmCondition.Comparison;
import tenfold.model.manifest.AlarmCondition.Composite;
import tenfold.model.manifest.AlarmCondition.Missing;
import tenfold.model.manifest.AlarmCondition.Points;
import tenfold.model.manifest.AlarmCondition.Threshold;
import tenfold.model.manifest.AlarmManifest;
import tenfold.model.manifest.ManifestReading;
import tenfold.model.manifest.ManifestReading.Invalid;
import tenfold.model.manifest.ManifestReading.Loaded;

class WatchReaderTest {
    @TempDir Path folder;

    @Test
    void readsEveryKeyOfAlarms() throws IOException {
        var watch =
                ((Loaded)
                                read(
                                        """
                                        services: {web: {run: ./serve, metrics: /metrics}}
                                        alarms:
                                          errors:
                                            when: sum(rate(x{a=">"}[1m])) >= 1.5e2
                                            every: 30s
                                            points: 3 of 5
                                            missing: ok
                                            webhook: https://hooks.example/x
                                            run: ./tell
                                          slow: {when: y < -1}
                                          site: {all_of: [errors], any_of: [slow], none_of: []}
                                        """))
                        .manifest()
                        .watch();

        assertThat(watch.metrics()).isEqualTo(Map.of("web", "/metrics"));
        assertThat(watch.alarms())
                .containsExactly(
                        AlarmManifest.of(
                                "errors",
                                new Threshold(
                                        "sum(rate(x{a=\">\"}[1m]))",
                                        Comparison.AT_LEAST,
                                        150,
                                        Duration.ofSeconds(30),
                                        new Points(3, 5),
                                        Missing.OK),
                                "https://hooks.example/x",
                                "./tell"),
                        AlarmManifest.of(
                                "slow",
                                new Threshold(
                                        "y",
                                        Comparison.BELOW,
                                        -1,
                                        Duration.ofSeconds(10),
                                        new Points(1, 1),
                                        Missing.UNKNOWN),
                                null,
                                null),
                        AlarmManifest.of(
                                "site",
                                new Composite(List.of("errors"), List.of("slow"), List.of()),
                                null,
                                null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {when: x}                          | 3:13 | wanted a query
                    {}                                 | 3:6  | needs `when`
                    {when: x > 1, all_of: [b]}         | 3:13 | needs `when`
                    {when: x > 1, points: 5 of 3}      | 3:28 | wanted like 3 of 5
                    {when: x > 1, points: 1 of 101}    | 3:28 | wanted like 3 of 5
                    {when: x > 1, missing: maybe}      | 3:29 | wanted unknown, ok, alarm or keep
                    {when: x > 1, webhook: ftp://x/y}  | 3:29 | wanted an http or https URL
                    {when: x > 1, evry: 1s}            | 3:20 | unknown key `evry`
                    {when: x > 1, every: 2h}           | 3:27 | at most 3600s
                    {all_of: [bb]}                     | 3:16 | there is no alarm `bb`
                    {all_of: [b], none_of: [a]}        | 2:3  | made of itself
                    """)
    void saysWhereAnAlarmIsWrong(String alarm, String place, String words) throws IOException {
        var reading =
                read(
                        "alarms:\n  b: {when: y > 1}\n  a: "
                                + alarm
                                + "\nservices: {web: {run: x}}\n");

        assertThat(reading).isInstanceOf(Invalid.class);
        assertThat(((Invalid) reading).problems())
                .anySatisfy(problem -> {
                    assertThat(problem.message()).contains(words);
                    assertThat(problem.place()).isEqualTo(place);
                });
    }

    private ManifestReading read(String text) throws IOException {
        Files.writeString(folder.resolve("tenfold.yaml"), text);
        return ManifestReader.read(folder, Optional.empty());
    }
}
