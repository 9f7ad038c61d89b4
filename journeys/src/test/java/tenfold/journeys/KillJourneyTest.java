package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Await;
import tenfold.testkit.Footprint;

/// Users write while pieces are killed; in the end every acknowledged write is there once, and
/// nothing is left over.
///
/// `-Dkills=20` kills that many times, `-Dseed=42` repeats a choice of victims.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class KillJourneyTest {
    private static final int KILLS = Integer.getInteger("kills", 5);
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(30);
    private static final int WRITERS = 4;

    @TempDir Path data;

    @Test
    void everyAcknowledgedWriteSurvivesTheKillingOfEveryPiece() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        List<Victim> each = List.copyOf(EnumSet.allOf(Victim.class));
        var history = new AppendHistory();
        TenfoldUp up = TenfoldUp.start(TenfoldUp.example("forum"), data);
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                Victim victim = kill < each.size() ? each.get(kill) : Victim.any(random);
                up = killUnderLoad(up, victim, history, random);
            }
            var verdict = history.check(Ledger.read(up.application()));
            assertThat(verdict.holds()).as("seed %d: %s", seed, verdict).isTrue();
            assertThat(verdict.acked()).isGreaterThan(KILLS * 10L);
        } finally {
            up.close();
        }
    }

    private TenfoldUp killUnderLoad(
            TenfoldUp up, Victim victim, AppendHistory history, Random random) throws Exception {
        TenfoldUp after = up;
        long before = history.acked();
        try (var writers = new LedgerWriters(up.application(), history, WRITERS)) {
            Await.until(
                    "writes before the kill of " + victim,
                    RECOVERY_MAX,
                    () -> history.acked() > before + 20 + random.nextInt(20));
            List<ProcessHandle> family = up.descendants();
            long troubles = writers.troubles();
            Set<Integer> ports = Footprint.of(up.process().pid()).listeningPorts();

            victim.kill(up);

            if (victim.endsUp()) {
                nothingOf(family, up);
                Leftovers.none(ports);
                after = TenfoldUp.start(TenfoldUp.example("forum"), data);
            }
            long killed = history.acked();
            Await.until(
                    "writes after the kill of " + victim,
                    RECOVERY_MAX,
                    () -> history.acked() > killed + 20);
            if (victim == Victim.CONTROL) {
                assertThat(writers.troubles()).as("without control").isEqualTo(troubles);
            }
        }
        return after;
    }

    private static void nothingOf(List<ProcessHandle> family, TenfoldUp up) throws Exception {
        assertThat(up.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        Await.until(
                "no orphan: " + family,
                Duration.ofSeconds(15),
                () -> family.stream().noneMatch(ProcessHandle::isAlive));
    }
}
