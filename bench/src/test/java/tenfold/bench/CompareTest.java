package tenfold.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `sql/proof/compare`, the judge of PostgreSQL's suites: it must turn red for each kind of
/// difference.
@Timeout(60)
class CompareTest {
    @TempDir private Path folder;

    @BeforeEach
    void twoEqualRuns() throws IOException {
        for (String run : new String[] {"direct", "gateway"}) {
            Files.createDirectories(folder.resolve(run + "/regress/results"));
            write(run, "guc", "SELECT 1;\n 1\n");
            write(run, "int4", "SELECT 4;\n 4\n");
        }
        accept("");
    }

    @Test
    void agreesWhenAllSessionsSawTheSame() throws IOException, InterruptedException {
        assertThat(compare().exit()).isZero();
        assertThat(compare().output()).contains("2 results compared");
    }

    @Test
    void turnsRedOnADifferentLine() throws IOException, InterruptedException {
        write("gateway", "guc", "SELECT 1;\n 2\n");

        assertThat(compare().exit()).isEqualTo(1);
        assertThat(compare().output()).contains("DIFFERS regress/guc", "<  1", ">  2");
    }

    @Test
    void turnsRedOnAMissingResult() throws IOException, InterruptedException {
        Files.delete(folder.resolve("gateway/regress/results/int4.out"));

        assertThat(compare().exit()).isEqualTo(1);
        assertThat(compare().output()).contains("MISSING regress/int4");
    }

    @Test
    void forgivesOnlyTheLinesThatAReasonNames() throws IOException, InterruptedException {
        write("gateway", "guc", "SELECT 1;\n 2\nWARNING: lost\n");
        accept("regress/guc | ^ [12]$ | a reason\n");

        assertThat(compare().exit()).isEqualTo(1);
        assertThat(compare().output()).contains("> WARNING: lost").doesNotContain(">  2");
    }

    @Test
    void forgivesNothingInAnotherTest() throws IOException, InterruptedException {
        write("gateway", "guc", "SELECT 1;\n 2\n");
        accept("regress/int4 | . | a reason\n");

        assertThat(compare().exit()).isEqualTo(1);
    }

    @Test
    void turnsRedOnAnAcceptedDifferenceThatIsGone() throws IOException, InterruptedException {
        accept("regress/guc | ^WARNING | a reason\n");

        assertThat(compare().exit()).isEqualTo(1);
        assertThat(compare().output()).contains("STALE");
    }

    @Test
    void doesNotMissADifferenceThatDependsOnTiming() throws IOException, InterruptedException {
        accept("regress/guc? | ^ 2$ | a reason\n");
        assertThat(compare().exit()).isZero();

        write("gateway", "guc", "SELECT 1;\n 1\n 2\n");
        assertThat(compare().exit()).isZero();
        assertThat(compare().output()).contains("1 lines differ as accepted");
    }

    @Test
    void turnsRedWhenNothingWasCompared() throws IOException, InterruptedException {
        for (String test : new String[] {"guc", "int4"}) {
            Files.delete(folder.resolve("direct/regress/results/" + test + ".out"));
        }

        assertThat(compare().exit()).isEqualTo(1);
    }

    private void write(String run, String test, String text) throws IOException {
        Files.writeString(folder.resolve(run + "/regress/results/" + test + ".out"), text);
    }

    private void accept(String lines) throws IOException {
        Files.writeString(folder.resolve("accepted.txt"), "# reasons\n" + lines);
    }

    private Shell.Result compare() throws IOException, InterruptedException {
        return Shell.run(
                "../sql/proof/compare",
                folder.resolve("direct").toString(),
                folder.resolve("gateway").toString(),
                folder.resolve("accepted.txt").toString(),
                "full");
    }
}
