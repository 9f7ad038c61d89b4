package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Await;

/// One box gets a standby, survives the loss of its primary, moves its database to another disk and
/// back, and spreads its reads, while people go on writing and notice nothing.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@SuppressWarnings("InterruptedExceptionSwallowed") // JUnit fails
class SqlTierJourneyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WRITERS = 4;

    private final AppendHistory history = new AppendHistory();

    @TempDir Path folder;

    @Test
    void theSqlTierGrowsFailsOverAndMovesUnderItsUsers() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (TenfoldUp up = TenfoldUp.start(TenfoldUp.example("forum"), data)) {
            try (var writers = new LedgerWriters(up.application(), history, WRITERS)) {
                step(up, writers, "grow", "standby");
                losesItsPrimary(up);
                step(up, writers, "switch");
                step(up, writers, "grow", "move", "--to", folder.resolve("disk").toString());
                step(up, writers, "undo");
                step(up, writers, "grow", "replica", "--count", "2");
                step(up, writers, "grow", "replica", "--count", "1");
            }
            var verdict = history.check(Ledger.read(up.application()));
            assertThat(verdict.holds()).as("%s", verdict).isTrue();
            assertThat(verdict.acked()).isGreaterThan(500);
        }
    }

    /// A planned step succeeds and no write fails meanwhile.
    private void step(TenfoldUp up, LedgerWriters writers, String... command) throws Exception {
        String words = String.join(" ", command);
        Await.until("protected before " + words, PATIENCE, () -> mayStep(up, command));
        long troubles = writers.troubles();
        var result = up.run(command);
        assertThat(result.exit()).as("%s: %s%s", words, result.out(), result.err()).isZero();
        writes("after " + words);
        assertThat(writers.troubles()).as("writes that failed during " + words).isEqualTo(troubles);
    }

    private static boolean mayStep(TenfoldUp up, String... command) throws Exception {
        return command[command.length - 1].equals("standby")
                || status(up).contains("\"protection\" : \"PROTECTED\"");
    }

    private void losesItsPrimary(TenfoldUp up) throws Exception {
        String before = primary(status(up));
        long pid =
                Long.parseLong(find(status(up), "\"id\" : \"" + before + "\".*?\"pid\" : (\\d+)"));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Await.until("another primary", PATIENCE, () -> !primary(status(up)).equals(before));
        writes("after the loss of the primary");
    }

    private void writes(String when) throws Exception {
        long acked = history.acked();
        Await.until("writes " + when, PATIENCE, () -> history.acked() > acked + 20);
    }

    /// The part of the status about the cluster.
    private static String status(TenfoldUp up) throws Exception {
        String all = up.run("status", "--json").out();
        return all.substring(all.indexOf("\"cluster\" :"));
    }

    private static String primary(String cluster) {
        return find(cluster, "\"primary\" : \"?([^\",]*)");
    }

    private static String find(String text, String pattern) {
        var matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }
}
