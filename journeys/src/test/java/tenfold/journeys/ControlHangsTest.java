package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Await;
import tenfold.testkit.Footprint;
import tenfold.testkit.ProcessTree;

/// Control hangs: it is there, its port is open, and it does nothing any more. Users notice
/// nothing, commands say so, and stopping still stops everything.
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ControlHangsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path data;

    @Test
    void usersAreServedWhileControlHangsAndEverythingStopsWithoutItsHelp() throws Exception {
        var history = new AppendHistory();
        Set<Integer> ports;
        try (var up = TenfoldUp.start(TenfoldUp.example("forum"), data)) {
            var control = new ProcessTree(Victim.CONTROL.marked(up).getFirst().pid());
            ports = Footprint.of(up.process().pid()).listeningPorts();
            try (var writers = new LedgerWriters(up.application(), history, 2)) {
                Await.until("writes", PATIENCE, () -> history.acked() > 20);
                long troubles = writers.troubles();

                control.freeze();

                long before = history.acked();
                var status = up.run("status");
                assertThat(status.exit()).isNotZero();
                assertThat(status.err()).contains("next:");
                Await.until("writes go on", PATIENCE, () -> history.acked() > before + 200);
                assertThat(writers.troubles()).isEqualTo(troubles);

                control.thaw();

                Await.until("control answers", PATIENCE, () -> up.run("status").exit() == 0);
                assertThat(writers.troubles()).isEqualTo(troubles);
                control.freeze();
            }
            var verdict = history.check(Ledger.read(up.application()));
            assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        }
        Leftovers.none(ports);
    }
}
