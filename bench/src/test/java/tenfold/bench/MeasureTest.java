package tenfold.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The shell functions of `bench/lib`, each with numbers whose answer is known.
@Timeout(60)
class MeasureTest {
    @TempDir private Path folder;

    @Test
    void takesTheMedianOfEachColumnAndKeepsTheOrder() throws IOException, InterruptedException {
        String rows = "b\\t9\\t1.5\\na\\t1\\t7\\nb\\t100\\t2.5\\nb\\t10\\t0.5\\na\\t2\\t9\\n";

        assertThat(bash("printf '" + rows + "' | medians").output())
                .isEqualTo("b\t10\t1.5\na\t1.5\t8\n");
    }

    @Test
    void countsTheCpuOfChildrenThatHaveEnded() throws IOException, InterruptedException {
        String burn = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done";
        String script =
                "before=$(cpu_micros $$); sh -c '%s'; after=$(cpu_micros $$);".formatted(burn)
                        + " echo $((after - before))";

        assertThat(Long.parseLong(bash(script).output().strip())).isBetween(50_000L, 20_000_000L);
    }

    @Test
    void sumsTheMemoryOfTheWholeTree() throws IOException, InterruptedException {
        String script =
                "alone=$(memory_kib $$ Rss); sleep 30 & child=$!; both=$(memory_kib $$ Rss);"
                        + " kill $child; echo $((both - alone))";

        assertThat(Long.parseLong(bash(script).output().strip())).isBetween(200L, 100_000L);
    }

    @Test
    void replacesItsOwnSectionOfTheResultsAndNoOther() throws IOException, InterruptedException {
        bash("echo first | publish one One; echo other | publish two Two");
        bash("echo second | publish one One");

        String results = Files.readString(folder.resolve("RESULTS.md"));
        assertThat(results).contains("second", "other").doesNotContain("first");
        assertThat(results).containsOnlyOnce("<!-- one -->").containsOnlyOnce("## Two");
    }

    @Test
    void stopsWhatItStartedByItsProcessId() throws IOException, InterruptedException {
        String script =
                "start sleeper sleep 60; pid=${pid_of[sleeper]}; stop_all;"
                        + " kill -0 $pid 2>/dev/null && echo alive || echo gone";

        assertThat(bash(script).output()).isEqualTo("gone\n");
    }

    /// Runs `script` after the libraries, with results and work files in the test's folder.
    private Shell.Result bash(String script) throws IOException, InterruptedException {
        Path library = Path.of("lib").toAbsolutePath();
        String prelude =
                "set -euo pipefail; work=%s; rounds=5; versions=none; root=%s;"
                                .formatted(folder, Path.of("..").toAbsolutePath())
                        + " . %1$s/processes; . %1$s/measure; bench=%2$s;"
                                .formatted(library, folder);
        Shell.Result result = Shell.run("bash", "-c", prelude + script);
        assertThat(result.exit()).as(result.output()).isZero();
        return result;
    }
}
