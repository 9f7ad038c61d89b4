package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Await;
import tenfold.testkit.ProcessTree;

/// The forum in two zones: each is taken out and in while people write, and then one is lost with
/// everything in it, the primary among it.
@Timeout(value = 12, unit = TimeUnit.MINUTES)
@SuppressWarnings({
    "InterruptedExceptionSwallowed",
    "InlineFormatString"
}) // JUnit fails; a page of text
class ZoneJourneyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// How long requests may fail that were in a zone when it was lost.
    private static final Duration ERRORS_MAX = Duration.ofSeconds(8);

    private static final int WRITERS = 4;

    private final AppendHistory history = new AppendHistory();

    @TempDir Path folder;

    @Test
    void aZoneLeavesReturnsAndIsLostWithoutAnAcknowledgedWrite() throws Exception {
        Path application = Files.createDirectory(folder.resolve("forum"));
        Path forum = TenfoldUp.example("forum");
        String manifest =
                """
                name: forum
                zones: [a, b]
                services:
                  web:
                    build: %s/../../mvnw -q -B -f %s/pom.xml package -DskipTests
                    run: java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx96m -jar %s/target/forum.jar
                    health: /health
                """;
        Files.writeString(
                application.resolve("tenfold.yaml"), manifest.formatted(forum, forum, forum));
        try (TenfoldUp up = TenfoldUp.start(application, folder.resolve("data"))) {
            try (var writers = new LedgerWriters(up.application(), history, WRITERS)) {
                writes("at the start");
                assertThat(up.run("zone", "out", "a").exit()).as("the only database").isEqualTo(3);
                step(up, writers, "grow", "standby");
                Await.until("protected", PATIENCE, () -> status(up).contains("\"PROTECTED\""));
                step(up, writers, "zone", "out", "a");
                assertThat(up.run("zone", "out", "b").exit()).as("nothing left").isEqualTo(3);
                step(up, writers, "zone", "in", "a");
                Await.until(
                        "protected again", PATIENCE, () -> status(up).contains("\"PROTECTED\""));
                loseZone(up, writers, "b");
            }
            var verdict = history.check(Ledger.read(up.application()));
            assertThat(verdict.holds()).as("%s", verdict).isTrue();
            assertThat(verdict.acked()).isGreaterThan(200);
        }
    }

    /// A planned step loses no write.
    private void step(TenfoldUp up, LedgerWriters writers, String... command) throws Exception {
        String words = String.join(" ", command);
        long troubles = writers.troubles();
        var result = up.run(command);
        assertThat(result.exit()).as("%s: %s%s", words, result.out(), result.err()).isZero();
        writes("after " + words);
        assertThat(writers.troubles()).as("writes that failed during " + words).isEqualTo(troubles);
    }

    /// Kills everything that is in the zone at once.
    private void loseZone(TenfoldUp up, LedgerWriters writers, String zone) throws Exception {
        List<Long> pids = pidsIn(zone, status(up));
        assertThat(pids).as("an instance and a database server").hasSize(2);
        for (long pid : pids) {
            new ProcessTree(pid).kill();
        }
        long lost = System.nanoTime();
        writes("after the loss of zone " + zone);
        Thread.sleep(Duration.ofNanos(lost + ERRORS_MAX.toNanos() - System.nanoTime()));
        long troubles = writers.troubles();
        writes("later");
        writes("still later");
        assertThat(writers.troubles()).as("errors after %s", ERRORS_MAX).isEqualTo(troubles);
    }

    private static List<Long> pidsIn(String zone, String status) {
        var pids = new ArrayList<Long>();
        var matcher =
                Pattern.compile("\\{[^{}]*\"zone\" : \"" + zone + "\"[^{}]*\"pid\" : (\\d+)")
                        .matcher(status);
        while (matcher.find()) {
            pids.add(Long.valueOf(matcher.group(1)));
        }
        return pids;
    }

    private void writes(String when) throws Exception {
        long acked = history.acked();
        Await.until("writes " + when, PATIENCE, () -> history.acked() > acked + 20);
    }

    private static String status(TenfoldUp up) throws Exception {
        return up.run("status", "--json").out();
    }
}
