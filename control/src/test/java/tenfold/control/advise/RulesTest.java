package tenfold.control.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tenfold.model.StatementLoad;
import tenfold.model.WaitClass;

/// One test for each situation; [Scene] is a calm one that each changes in what matters.
class RulesTest {
    private static final StatementLoad SLOW =
            new StatementLoad("select a from t where b = ?", true, 1.5, 80_000, "an index helps");
    private static final StatementLoad OFTEN =
            new StatementLoad("select a from t where id = ?", true, 1.5, 900, null);

    private final Scene scene = new Scene();

    @Test
    void withoutTrafficNothingIsNeeded() {
        scene.requests = 0;
        scene.statements = 0;

        assertThat(scene.first()).isInstanceOf(Finding.Stay.class);
        assertThat(scene.first().why()).isEqualTo("no traffic at the moment");
    }

    @Test
    void whatIsCarriedEasilyStaysAndSaysHowMuchMoreItCarries() {
        scene.standby = true;

        assertThat(scene.first().why()).contains("this carries about 8 times as much");
        assertThat(scene.first()).isInstanceOf(Finding.Stay.class);
    }

    @Test
    void oneStatementThatIsTheLoadIsFixedBeforeAnyStep() {
        scene.active = 3;
        scene.reading = 3;
        scene.heaviest = SLOW;
        scene.heaviestShare = 0.8;

        assertThat(scene.first().title()).isEqualTo("fix this query first");
        assertThat(scene.first().why())
                .contains("80 %", "about 80 ms", "select a from t where b = ?", "an index helps");
    }

    @Test
    void aStatementThatIsOnlyOftenAskedForIsNoneToFix() {
        scene.active = 3;
        scene.reading = 3;
        scene.heaviest = OFTEN;
        scene.heaviestShare = 0.9;

        assertThat(scene.firstStep()).isEqualTo("replica");
    }

    @Test
    void locksAreNotHelpedByServers() {
        scene.active = 6;
        scene.waits = Map.of(WaitClass.LOCK, 5.0);

        assertThat(scene.first().title()).isEqualTo("shorten the transactions that hold locks");
    }

    @Test
    void manyReadsWantAReplica() {
        scene.active = 1.6;
        scene.reading = 1.5;

        assertThat(scene.firstStep()).isEqualTo("replica");
        assertThat(scene.first().evidence()).extracting(Evidence::value).contains(0.8);
    }

    @Test
    void manyWritesWantALargerServer() {
        scene.active = 1.6;
        scene.reading = 0.2;

        assertThat(scene.firstStep()).isEqualTo("move");
        assertThat(scene.first().why()).contains("writes cannot be spread over replicas");
    }

    @Test
    void waitsForTheDiskWantMemory() {
        scene.active = 2;
        scene.reading = 2;
        scene.waits = Map.of(WaitClass.IO, 1.5);

        assertThat(scene.firstStep()).isEqualTo("resize");
    }

    @Test
    void aFullWebTierWantsInstances() {
        scene.busy = 0.95;
        scene.web = 1.7;

        assertThat(scene.firstStep()).isEqualTo("autoscale");
    }

    @Test
    void anInstanceInOneThreadWantsMoreOfThem() {
        scene.busy = 0.5;
        scene.web = 0.98;
        scene.hottest = 0.98;

        assertThat(scene.firstStep()).isEqualTo("autoscale");
        assertThat(scene.first().why()).contains("one thread");
    }

    @Test
    void aTierThatScalesAlreadyIsNotToldToScale() {
        scene.busy = 0.95;
        scene.web = 1.7;
        scene.scales = true;
        scene.standby = true;

        assertThat(scene.firstStep()).isNull();
    }

    @Test
    void repeatedAnswersWantACache() {
        scene.cacheable = 0.7;

        assertThat(scene.firstStep()).isEqualTo("cache");
    }

    @Test
    void littleMemoryIsMendedFirst() {
        scene.memoryAvailable = 0.04;
        scene.active = 2;

        assertThat(scene.first().title()).startsWith("give the machine more memory");
    }

    @Test
    void aFullDiskWantsAMove() {
        scene.diskFree = 0.05;

        assertThat(scene.firstStep()).isEqualTo("move");
    }

    @Test
    void heldConnectionsAreTheApplications() {
        scene.busyConnections = 19;

        assertThat(scene.first().title()).isEqualTo("shorten the transactions that stay open");
    }

    @Test
    void anotherProgramThatTakesTheMachineIsNamed() {
        scene.busy = 0.95;
        scene.web = 0.1;

        assertThat(scene.first().title()).isEqualTo("find out what else runs on this machine");
    }

    @Test
    void aMissedGoalThatNothingOfOursExplainsSaysSo() {
        scene.p95 = 400_000;
        scene.goal = 200_000L;

        assertThat(scene.first().title()).isEqualTo("find what is slow");
    }

    @Test
    void aUsedDatabaseOnOneDiskWantsAStandby() {
        assertThat(scene.firstStep()).isEqualTo("standby");
    }

    @Test
    void aStepThatIsDueStaysDueUntilItsSignalIsWellBelowTheMark() {
        scene.standby = true;
        scene.active = 1.1;
        scene.reading = 1.1;

        assertThat(scene.firstStep()).isNull();
        scene.due = Set.of("replica");
        assertThat(scene.firstStep()).isEqualTo("replica");
        scene.active = 0.9;
        assertThat(scene.firstStep()).isNull();
    }

    @Test
    void anExternalDatabaseIsItsOwnersToGrow() {
        scene.active = 5;
        scene.external = true;

        assertThat(scene.firstStep()).isNull();
    }

    private static final class Scene {
        private double requests = 100;
        private long p95 = 5_000;
        private double cacheable = 0.1;
        private double busy = 0.1;
        private double web = 0.1;
        private double hottest = 0.1;
        private double memoryAvailable = 0.6;
        private double diskFree = 0.5;
        private double active = 0.1;
        private double reading = 0.1;
        private Map<WaitClass, Double> waits = Map.of();
        private @Nullable StatementLoad heaviest;
        private double heaviestShare;
        private double busyConnections = 1;
        private double statements = 200;
        private boolean standby;
        private boolean scales;
        private boolean external;
        private @Nullable Long goal;
        private Set<String> due = Set.of();

        Finding first() {
            return new Rules(signals(), due).findings().getFirst();
        }

        private Signals signals() {
            return new Signals(
                    Duration.ofMinutes(10),
                    new Signals.Traffic(requests, 0, p95, 1, cacheable, 0),
                    new Signals.Machine(2, busy, web, 0, 0.05, hottest, memoryAvailable, diskFree),
                    new Signals.Database(
                            active,
                            reading,
                            waits,
                            heaviest,
                            heaviestShare,
                            busyConnections,
                            20,
                            0,
                            statements),
                    new Shape(1, standby, 0, false, scales, external, goal));
        }

        @Nullable String firstStep() {
            return first() instanceof Finding.Step step ? step.step() : null;
        }
    }
}
