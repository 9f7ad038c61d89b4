package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
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
/// `-Dkills=20` kills that many times, `-Dstarts=20` that many starts; `-Dseed=42` repeats a choice
/// of victims and moments.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class KillJourneyTest {
    private static final int KILLS = Integer.getInteger("kills", 5);
    private static final int STARTS = Integer.getInteger("starts", 3);
    private static final Duration START_KILLED_WITHIN = Duration.ofSeconds(12);

    /// What a JVM may open as it pleases: jars, random devices, sockets of its clients.
    private static final int DESCRIPTORS_SLACK = 16;

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
            Footprint footprint = Footprint.of(up.process().pid());
            up.close();
            Leftovers.none(data, footprint);
        }
    }

    @Test
    void aStartThatIsKilledAtAnyMomentIsMadeGoodByTheNext() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        for (int start = 0; start < STARTS; start++) {
            long millis = random.nextLong(START_KILLED_WITHIN.toMillis());
            TenfoldUp up = TenfoldUp.launch(TenfoldUp.example("forum"), data);
            up.process().waitFor(millis, TimeUnit.MILLISECONDS);
            assertThat(up.process().isAlive()).as(up.messages()).isTrue();
            Footprint footprint = Footprint.of(up.process().pid());

            (random.nextBoolean() ? Victim.NODE : Victim.ALL).kill(up);

            Leftovers.none(data, footprint);
        }

        var history = new AppendHistory();
        try (TenfoldUp up = TenfoldUp.start(TenfoldUp.example("forum"), data)) {
            try (var _ = new LedgerWriters(up.application(), history, WRITERS)) {
                Await.until("writes", RECOVERY_MAX, () -> history.acked() > 20);
            }
            var verdict = history.check(Ledger.read(up.application()));
            assertThat(verdict.holds()).as("seed %d: %s", seed, verdict).isTrue();
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
            long troubles = writers.troubles();
            Footprint footprint = wholeFootprint(up);

            victim.kill(up);

            if (victim.endsUp()) {
                Leftovers.none(data, footprint);
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
            if (!victim.endsUp()) {
                noMoreThan(footprint, up);
            }
        }
        return after;
    }

    /// What `up` holds while every piece runs: control may still be on its way after a kill.
    private static Footprint wholeFootprint(TenfoldUp up) throws Exception {
        Await.until(
                "control listens",
                RECOVERY_MAX,
                () ->
                        Footprint.of(up.process().pid())
                                .listeningPorts()
                                .contains(up.console().getPort()));
        return Footprint.of(up.process().pid());
    }

    /// The node holds no more of the machine than before the kill; the pids are others.
    private static void noMoreThan(Footprint before, TenfoldUp up) throws Exception {
        Await.until(
                "no descriptor and no port beyond " + before,
                RECOVERY_MAX,
                () -> {
                    Footprint now = Footprint.of(up.process().pid());
                    return now.descriptors() <= before.descriptors() + DESCRIPTORS_SLACK
                            && now.listeningPorts().size() <= before.listeningPorts().size();
                });
    }
}
