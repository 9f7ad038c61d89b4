package tenfold.control;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.model.Durability;
import tenfold.model.Image;
import tenfold.model.ServerRole;
import tools.jackson.databind.JsonNode;

/// Growth over HTTP: people ask, a simulated station does.
@Timeout(60)
class GrowthApiTest {
    private static final String MANIFEST = "name: forum\nservices: {web: {run: ./serve}}\n";

    @TempDir Path folder;
    private RunningControl control;
    private GrowingNode node;

    @BeforeEach
    void start() throws Exception {
        control = new RunningControl(folder, MANIFEST);
        node = new GrowingNode(control, SimulatedStation.Faults.NONE);
        beat();
    }

    @AfterEach
    void stop() {
        control.close();
        assertThat(control.faults).isEmpty();
    }

    private void beat() {
        node.beat();
    }

    private Image image() {
        return node.image();
    }

    private JsonNode settle() {
        return node.settle();
    }

    private JsonNode grow(String step, String arguments, boolean dryRun) {
        String body =
                "{\"step\":\"%s\",\"arguments\":%s,\"dryRun\":%s}"
                        .formatted(step, arguments, dryRun);
        return RunningControl.JSON.readTree(control.post("/api/v1/grow", body).body());
    }

    private JsonNode undo() {
        return RunningControl.JSON.readTree(
                control.post("/api/v1/undo", "{\"dryRun\":false}").body());
    }

    @Test
    void aServiceFollowsItsLoadAndIsTakenBack() {
        grow("autoscale", "{\"min\":\"3\",\"max\":\"9\"}", false);
        JsonNode done = settle();
        beat();

        assertThat(done.path("phase").asString()).isEqualTo("reversible");
        JsonNode group = control.json("/api/v1/groups").path("groups").path(0);
        assertThat(group.path("min").asInt()).isEqualTo(3);
        assertThat(group.path("max").asInt()).isEqualTo(9);
        assertThat(image().fleet().instances()).hasSize(3);
        assertThat(scale("{\"service\":\"web\",\"mode\":\"PAUSED\",\"desired\":null}"))
                .contains("PAUSED");
        assertThat(scale("{\"service\":\"web\",\"mode\":null,\"desired\":4}"))
                .contains("\"desired\":4");
        assertThat(scale("{\"service\":\"web\",\"mode\":null,\"desired\":40}")).contains("T-1601");
        assertThat(control.json("/api/v1/status").path("groups").path(0).path("mode").asString())
                .isEqualTo("PAUSED");

        beat();
        undo();
        settle();
        assertThat(control.json("/api/v1/groups").path("groups").path(0).path("mode").asString())
                .isEqualTo("FIXED");
    }

    private String scale(String body) {
        return control.post("/api/v1/scale", body).body();
    }

    @Test
    void aStandbyIsAddedProvenAndTakenBack() {
        JsonNode begun = grow("standby", "{}", false);
        assertThat(begun.path("move").path("phase").asString()).isEqualTo("copy");
        JsonNode done = settle();

        assertThat(done.path("phase").asString()).isEqualTo("reversible");
        assertThat(done.path("proof").path("rowsCompared").asLong()).isEqualTo(150_000);
        assertThat(image().sql().cluster().durability()).isEqualTo(Durability.STRICT);
        assertThat(image().sql().cluster().servers().getLast().zone().value()).isEqualTo("b");
        JsonNode status = control.json("/api/v1/status");
        assertThat(status.path("stage").path("name").asString()).isEqualTo("Two zones");
        assertThat(status.path("cluster").path("protection").asString()).isEqualTo("PROTECTED");
        assertThat(status.path("cluster").path("servers").size()).isEqualTo(2);

        undo();
        JsonNode back = settle();
        assertThat(back.path("undoes").asLong()).isEqualTo(1);
        assertThat(back.path("phase").asString()).isEqualTo("complete");
        assertThat(image().sql().cluster().servers()).hasSize(1);
        assertThat(image().sql().cluster().durability()).isEqualTo(Durability.SINGLE);
        assertThat(control.json("/api/v1/moves").path("moves").path(1).path("undone").asBoolean())
                .isTrue();
    }

    @Test
    void aStepGoesOnWhereARestartedControlLeftIt() throws Exception {
        grow("standby", "{\"durability\":\"available\"}", false);
        for (int i = 0; i < 3; i++) {
            beat();
            control.restart();
            beat();
        }

        assertThat(settle().path("phase").asString()).isEqualTo("reversible");
        assertThat(image().sql().cluster().durability()).isEqualTo(Durability.AVAILABLE);
    }

    @Test
    void aStepThatFailsGoesBackAndSaysWhy() {
        node = new GrowingNode(control, new SimulatedStation.Faults(0, 100, 0, 0));
        beat();
        grow("standby", "{}", false);
        JsonNode over = settle();

        assertThat(over.path("phase").asString()).isEqualTo("back");
        assertThat(over.path("problem").asString()).contains("pg-2 differs", "public.users");
        assertThat(image().sql().cluster().servers()).hasSize(1);
    }

    @Test
    void aMoveKeepsItsWayBackUntilItIsCompleted() {
        Path target = folder.resolve("elsewhere");
        grow("move", "{\"to\":\"" + target + "\"}", false);
        assertThat(settle().path("keepsWayBack").asBoolean()).isTrue();
        assertThat(grow("standby", "{}", false).path("code").asString()).isEqualTo("T-1403");

        assertThat(control.post("/api/v1/complete", "{}").statusCode()).isEqualTo(202);
        assertThat(settle().path("phase").asString()).isEqualTo("complete");
        var servers = image().sql().cluster().servers();
        assertThat(servers).hasSize(1);
        assertThat(requireNonNull(servers.getFirst().local()).dataFolder()).isEqualTo(target);
        assertThat(undo().path("code").asString()).isEqualTo("T-1404");
    }

    @Test
    void aMoveToAnotherPostgresKeepsItsPasswordOutOfTheJournal() throws Exception {
        String to = "postgres://ada@db.example:5432/forum";
        JsonNode refused = grow("move", "{\"to\":\"" + to + "\"}", false);
        assertThat(refused.path("message").asString()).contains("password");
        String leaked = "postgres://ada:secret@db.example/forum";
        assertThat(grow("move", "{\"to\":\"" + leaked + "\"}", false).path("code").asString())
                .isEqualTo("T-1405");

        grow("move", "{\"to\":\"" + to + "\",\"password\":\"correct horse\"}", false);
        assertThat(settle().path("phase").asString()).isEqualTo("reversible");
        assertThat(control.data.resolve("secrets/pg-2-external")).hasContent("correct horse");
        assertThat(
                        Files.readString(
                                control.data.resolve("control/journal"),
                                StandardCharsets.ISO_8859_1))
                .doesNotContain("correct horse");
        assertThat(control.get("/api/v1/image").body()).doesNotContain("correct horse");
        undo();
        assertThat(settle().path("phase").asString()).isEqualTo("complete");
        assertThat(image().sql().cluster().moveWish()).isNull();
    }

    @Test
    void replicasComeAndGo() {
        grow("replica", "{\"count\":\"3\"}", false);
        assertThat(settle().path("phase").asString()).isEqualTo("reversible");
        assertThat(replicas()).isEqualTo(3);
        grow("replica", "{\"count\":\"1\"}", false);
        settle();
        assertThat(replicas()).isEqualTo(1);

        undo();
        settle();
        assertThat(replicas()).isEqualTo(3);
        assertThat(image().sql().cluster().servers().getLast().id().value()).isEqualTo("pg-6");
    }

    private long replicas() {
        return image().sql().cluster().servers().stream()
                .filter(one -> one.role() == ServerRole.REPLICA)
                .count();
    }

    @Test
    void aResizeSwitchesToAServerThatHasTheMemory() {
        grow("standby", "{}", false);
        settle();
        assertThat(grow("resize", "{\"memory\":\"1GB\"}", false).path("move").path("legs").asInt())
                .isEqualTo(5);
        JsonNode done = settle();

        assertThat(done.path("phase").asString()).isEqualTo("reversible");
        assertThat(done.path("proof").path("pauseMillis").asLong()).isEqualTo(80);
        assertThat(image().sql().cluster().servers())
                .allSatisfy(one ->
                        assertThat(requireNonNull(one.local()).memory().sharedBuffersMib())
                                .isEqualTo(256));
    }

    @Test
    void aDryRunShowsEveryCheckAndChangesNothing() {
        long version = image().version();
        JsonNode plan = grow("standby", "{}", true).path("plan");

        assertThat(plan.path("allowed").asBoolean()).isTrue();
        assertThat(plan.path("guards").size()).isGreaterThan(5);
        assertThat(plan.path("actions").path(0).asString()).contains("pg-2", "zone b");
        assertThat(image().version()).isEqualTo(version);
        assertThat(control.json("/api/v1/moves").path("moves").size()).isZero();
    }

    /// The end of a step publishes an image, of which the node has not reported yet.
    @Test
    void aStepThatFollowsAtOnceWaitsForTheNode() throws Exception {
        grow("standby", "{}", false);
        while (control.json("/api/v1/moves").path("moves").path(0).path("running").asBoolean()) {
            beat();
        }
        var begun = CompletableFuture.supplyAsync(() -> grow("replica", "{}", false));
        while (!begun.isDone()) {
            beat();
        }

        assertThat(begun.join().path("move").path("number").asLong()).isEqualTo(2);
        settle();
    }

    @Test
    void onlyOneStepAtATime() {
        grow("standby", "{}", false);
        beat();

        assertThat(grow("replica", "{}", false).path("code").asString()).isEqualTo("T-1402");
        undo();
        assertThat(settle().path("phase").asString()).isEqualTo("back");
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        assertThat(grow("bigger", "{}", true).path("code").asString()).isEqualTo("T-1405");
        assertThat(grow("standby", "{\"durabilty\":\"x\"}", true).path("message").asString())
                .contains("durability");
        assertThat(grow("replica", "{\"count\":\"16\"}", true).path("code").asString())
                .isEqualTo("T-1405");
        assertThat(grow("resize", "{\"memory\":\"much\"}", true).path("code").asString())
                .isEqualTo("T-1405");
        assertThat(undo().path("code").asString()).isEqualTo("T-1404");
        assertThat(grow("switch", "{}", false).path("code").asString()).isEqualTo("T-1401");
    }

    @Test
    void failoverCanBePaused() {
        control.post("/api/v1/failover", "{\"automatic\":false}");
        assertThat(image().sql().cluster().automaticFailover()).isFalse();
        control.post("/api/v1/failover", "{\"automatic\":true}");

        assertThat(image().sql().cluster().automaticFailover()).isTrue();
    }

    @Test
    void thePlanNamesStepsWithTheirEvidence() {
        JsonNode offers = control.json("/api/v1/plan").path("offers");

        assertThat(offers.findValuesAsString("step"))
                .containsExactlyInAnyOrder("cache", "standby", "replica", "resize", "move");
        assertThat(offers.path(0).path("why").asString()).isNotEmpty();
    }
}
