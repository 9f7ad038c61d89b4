package tenfold.control.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.control.SimulatedStation;
import tenfold.control.acme.AcmeState;
import tenfold.control.move.Leg;
import tenfold.control.move.ServerSize;
import tenfold.control.move.Tier;
import tenfold.control.plan.Decision;
import tenfold.control.plan.Decisions;
import tenfold.control.plan.PlanFixture;
import tenfold.control.plan.Topology;
import tenfold.model.ServerId;

/// What speaks against a step is found before it begins.
class PlannerTest {
    private static final long GIB = 1L << 30;
    @TempDir Path folder;

    /// A machine as a test wants it.
    private record Machine(long freeBytes, long usedBytes, long memoryMib) implements Room {
        @Override
        public long freeBytes(Path folder) {
            return freeBytes;
        }

        @Override
        public long usedBytes(Path folder) {
            return usedBytes;
        }

        @Override
        public long totalBytes(Path folder) {
            return 100 * GIB;
        }
    }

    private StepPlan plan(Room room, String step, Map<String, String> arguments) throws Exception {
        var decisions =
                Decisions.NONE
                        .with(
                                new Decision.ServerAdded(
                                        new ServerId("pg-1"),
                                        "forum",
                                        "forum",
                                        folder.resolve("run")))
                        .with(new Decision.PortAssigned("sql", 5432))
                        .with(new Decision.PortAssigned("sql.reads", 5433));
        var topology =
                new Topology(
                        PlanFixture.forum(1),
                        PlanFixture.site(folder),
                        Map.of(),
                        decisions,
                        AcmeState.NONE);
        Tier tier = decisions.tier();
        var station =
                new SimulatedStation(
                        1, topology.cluster(), new Random(1), SimulatedStation.Faults.NONE);
        var situation =
                new Situation(
                        tier, List.of(), station.report(), null, topology, room, folder::resolve);
        return new Planner(situation).plan(step, new Arguments(arguments));
    }

    private static final Machine ROOMY = new Machine(50 * GIB, GIB, 8192);

    @Test
    void aCopyNeedsRoomOnTheDisk() throws Exception {
        assertThat(plan(ROOMY, "standby", Map.of()).allowed()).isTrue();
        StepPlan refused = plan(new Machine(GIB, GIB, 8192), "standby", Map.of());

        assertThat(refused.allowed()).isFalse();
        assertThat(refused.refusal()).contains("free on the disk", "needed");
    }

    @Test
    void manyReplicasShareTheMemoryThatIsLeft() throws Exception {
        StepPlan plan = plan(ROOMY, "replica", Map.of("count", "15"));

        assertThat(plan.allowed()).isTrue();
        assertThat(plan.legs().getFirst())
                .isInstanceOfSatisfying(
                        Leg.Add.class,
                        add ->
                                assertThat(add.servers())
                                        .hasSize(15)
                                        .allSatisfy(
                                                one -> assertThat(one.memoryMib()).isNotNull()));
        assertThat(
                        plan(new Machine(50 * GIB, GIB, 1500), "replica", Map.of("count", "15"))
                                .refusal())
                .contains("buffers of all servers");
    }

    @Test
    void replicasAreSpreadOverTheZonesThereAre() throws Exception {
        assertThat(plan(ROOMY, "replica", Map.of()).legs().getFirst())
                .isInstanceOfSatisfying(
                        Leg.Add.class,
                        add -> assertThat(add.servers().getFirst().zone().value()).isEqualTo("a"));
    }

    @Test
    void moreMemoryThanTheMachineHasIsRefused() throws Exception {
        assertThat(plan(ROOMY, "resize", Map.of("memory", "7GB")).refusal())
                .contains("of at most 6144 MB on this machine");
        assertThat(plan(ROOMY, "resize", Map.of("memory", "2GB")).allowed()).isTrue();
        assertThat(plan(ROOMY, "resize", Map.of("memory", "4GB")).refusal())
                .contains("has 1024 MB of buffers already");
    }

    @Test
    void moreConnectionsLeaveTheMemoryAndReachTheWayBackToo() throws Exception {
        StepPlan plan = plan(ROOMY, "resize", Map.of("connections", "120"));

        assertThat(plan.allowed()).isTrue();
        assertThat(plan.effect()).contains("at most 120 connections");
        assertThat(plan.legs().getFirst())
                .isInstanceOfSatisfying(
                        Leg.Add.class,
                        add ->
                                assertThat(add.servers().getFirst().size())
                                        .isEqualTo(
                                                new ServerSize(new ServerId("pg-2"), null, 120)));
        assertThat(plan.legs().getLast())
                .isEqualTo(
                        new Leg.Resize(List.of(new ServerSize(new ServerId("pg-1"), null, 120))));
        assertThat(plan(ROOMY, "resize", Map.of("connections", "40")).refusal())
                .contains("takes 40 connections");
    }

    @Test
    void aRestartIsOneLegAndSaysWhatItCosts() throws Exception {
        StepPlan plan = plan(ROOMY, "resize", Map.of("memory", "2GB", "restart", "true"));

        assertThat(plan.legs()).hasSize(1);
        assertThat(plan.cost()).contains("starts again", "about 2 s (its last start took 0.9 s)");
    }

    @Test
    void aFolderMustBeEmptyAndOutsideOfOtherServers() throws Exception {
        Path used = Files.createDirectory(folder.resolve("used"));
        Files.writeString(used.resolve("file"), "");
        Path inside = folder.resolve(".tenfold/pg-1/deeper");

        assertThat(plan(ROOMY, "move", Map.of("to", folder.resolve("new").toString())).allowed())
                .isTrue();
        assertThat(plan(ROOMY, "move", Map.of("to", used.toString())).refusal())
                .contains("not empty");
        assertThat(plan(ROOMY, "move", Map.of("to", inside.toString())).refusal())
                .contains("in the place of pg-1");
        assertThatThrownBy(() -> plan(ROOMY, "move", Map.of("to", "relative")))
                .isInstanceOf(GrowthRefused.class);
    }

    @Test
    void aUrlSaysHowItIsSecured() throws Exception {
        for (String url :
                List.of(
                        "postgres://ada@db.example/forum?sslmode=prefer",
                        "postgres://db.example/forum",
                        "postgres://ada@db.example",
                        "postgres://ada@db.example/forum?options=x")) {
            assertThatThrownBy(() -> plan(ROOMY, "move", Map.of("to", url, "password", "x")))
                    .as(url)
                    .isInstanceOf(GrowthRefused.class);
        }
        String url = "postgres://ada@db.example:6432/forum?sslmode=require";
        assertThat(plan(ROOMY, "move", Map.of("to", url, "password", "x")).legs().getFirst())
                .isInstanceOfSatisfying(
                        Leg.Logical.class,
                        leg ->
                                assertThat(String.valueOf(leg.target().external()))
                                        .contains("REQUIRE", "6432"));
    }

    @Test
    void aSwitchNeedsAStandbyThatFollows() throws Exception {
        assertThat(plan(ROOMY, "switch", Map.of()).refusal()).contains("there is no standby");
        assertThat(plan(ROOMY, "switch", Map.of("to", "pg-9")).refusal()).contains("pg-9");
    }
}
