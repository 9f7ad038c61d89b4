package tenfold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands that take steps of growth, against a server with control's answers.
@Timeout(60)
class GrowthCommandsTest {
    private static final String RUNNING =
            """
            {"number":3,"step":"standby","words":"standby --durability strict","phase":"copy","running":true,
             "leg":1,"legs":4,"action":"copy the data","progress":"35 MB of 105 MB copied to pg-2","share":0.33,
             "startedAt":"2026-11-23T12:00:00Z","endedAt":null,"millis":2100,"proof":{"clientErrors":0,"statements":120,"requestErrors":0},
             "problem":null,"undoes":0,"undone":false,"reversible":false,"keepsWayBack":false}\
            """;
    private static final String PROOF =
            """
            {"rowsCompared":150000,"tablesCompared":12,"bytesCopied":105000000,"lagBytes":512,"pauseMillis":80,
             "freezeMillis":4,"held":7,"ended":0,"clientErrors":0,"statements":12345,"requestErrors":0}\
            """;

    @TempDir Path folder;
    private final FakeControl control = newControl();
    private final AtomicInteger looks = new AtomicInteger();

    private static FakeControl newControl() {
        try {
            return new FakeControl();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void announce() throws Exception {
        Files.createDirectories(folder.resolve(".tenfold"));
        control.announce(folder.resolve(".tenfold"));
    }

    @AfterEach
    void close() {
        control.close();
    }

    private static String over(String phase, boolean reversible, String problem) {
        return RUNNING.replace(
                        "\"phase\":\"copy\",\"running\":true",
                        "\"phase\":\"" + phase + "\",\"running\":false")
                .replace(
                        "\"endedAt\":null,\"millis\":2100",
                        "\"endedAt\":\"2026-11-23T12:00:09Z\",\"millis\":9000")
                .replaceFirst("\"proof\":\\{[^}]*}", "\"proof\":" + PROOF)
                .replace("\"problem\":null", "\"problem\":" + problem)
                .replace("\"reversible\":false", "\"reversible\":" + reversible);
    }

    /// The step runs at the first two looks and is over at the third.
    private void stepThatEnds(String end) {
        control.answer("POST", "grow", 202, "{\"schema\":1,\"plan\":{},\"move\":" + RUNNING + "}");
        control.answer(
                "GET",
                "moves",
                exchange ->
                        FakeControl.write(
                                exchange,
                                200,
                                "{\"moves\":["
                                        + (looks.incrementAndGet() < 3 ? RUNNING : end)
                                        + "]}"));
    }

    @Test
    void growShowsProgressAndThenTheProof() {
        stepThatEnds(over("reversible", true, "null"));
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("grow", "standby", "--durability", "strict")).isZero();
        assertThat(control.bodies)
                .containsExactly(
                        "{\"step\":\"standby\",\"dryRun\":false,\"arguments\":{\"durability\":\"strict\"}}");
        assertThat(terminal.err())
                .contains("copy 1/4 (33 %): 35 MB of 105 MB copied to pg-2")
                .contains("`tenfold undo` takes it back");
        assertThat(terminal.out())
                .startsWith("done in 9 s: step 3 (standby --durability strict)")
                .contains("150 000 rows in 12 tables")
                .contains("80 ms; statements that waited: 7, transactions ended: 0")
                .contains("0 of 12 345 statements");
    }

    @Test
    void aStepThatWentBackHasAnExitCodeOfItsOwn() {
        stepThatEnds(over("back", false, "\"pg-2 differs from the primary in public.users\""));
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("grow", "standby")).isEqualTo(Exit.ROLLED_BACK);
        assertThat(terminal.out()).contains("went back", "because pg-2 differs");
        assertThat(terminal.run("grow", "standby", "--json")).isEqualTo(Exit.ROLLED_BACK);
        assertThat(terminal.json().path("move").path("phase").asString()).isEqualTo("back");
    }

    @Test
    void aGuardThatRefusesHasAnExitCodeOfItsOwn() {
        control.answer("POST", "grow", 409, FakeControl.error("T-1401", "2 GB needed"));
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("grow", "standby")).isEqualTo(Exit.REFUSED);
        assertThat(terminal.err()).contains("T-1401", "2 GB needed");
    }

    @Test
    void whatControlDoesNotUnderstandIsWrongUsage() {
        control.answer("POST", "grow", 400, FakeControl.error("T-1405", "there is no step"));
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("grow", "bigger")).isEqualTo(Exit.USAGE);
        assertThat(terminal.run("grow")).isEqualTo(Exit.USAGE);
        assertThat(terminal.err())
                .contains("standby, replica, move, resize, switch, cache or autoscale");
    }

    @Test
    void aDryRunShowsChecksAndActions() throws Exception {
        control.answer(
                "POST",
                "grow",
                200,
                """
                {"schema":1,"move":null,"plan":{"step":"standby","words":"standby --durability strict","allowed":false,
                 "guards":[{"name":"primary","passed":true,"words":"pg-1 is the primary and serves"},
                           {"name":"disk","passed":false,"words":"1 GB free on the disk of /srv, 2 GB needed"}],
                 "actions":["copy the data to a new server pg-2 in zone b","compare every row"],
                 "effect":"Every acknowledged write is on two disks.","cost":"One more copy on disk.","undo":"tenfold undo"}}\
                """);
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("grow", "standby", "--dry-run")).isEqualTo(Exit.REFUSED);
        assertThat(terminal.out()).isEqualTo(Terminal.golden("dry-run.txt", terminal.out()));
        assertThat(control.bodies.getFirst()).contains("\"dryRun\":true");
    }

    @Test
    void aPasswordIsNeverTakenFromTheCommandLine() {
        stepThatEnds(over("reversible", true, "null"));
        var terminal = Terminal.in(folder);
        String url = "postgres://ada@db.example/forum";

        assertThat(terminal.run("grow", "move", "--to", "postgres://ada:pw@db.example/forum"))
                .isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).contains("list of processes").doesNotContain("pw@");
        assertThat(terminal.run("grow", "move", "--to", url)).isEqualTo(Exit.USAGE);
        assertThat(control.bodies).isEmpty();
        terminal.in = "correct horse\n";
        assertThat(terminal.run("grow", "move", "--to", url, "--password-stdin")).isZero();
        assertThat(control.bodies.getLast()).contains("\"password\":\"correct horse\"");
        var other = new Terminal(folder, Map.of("PGPASSWORD", "battery"), false);
        assertThat(other.run("grow", "move", "--to", url)).isZero();
        assertThat(control.bodies.getLast()).contains("\"password\":\"battery\"");
        assertThat(other.out() + other.err()).doesNotContain("battery");
    }

    @Test
    void aFolderIsMeantFromWhereThePersonIs() {
        stepThatEnds(over("reversible", true, "null"));
        Terminal.in(folder).run("grow", "move", "--to", "bigger/disk");

        assertThat(control.bodies.getLast())
                .contains("\"to\":\"" + folder.resolve("bigger/disk") + "\"");
    }

    @Test
    void undoOfARunningStepIsDoneWhenItWentBack() {
        stepThatEnds(over("back", false, "\"taken back by hand\""));
        control.answer("POST", "undo", 202, "{\"schema\":1,\"plan\":{},\"move\":" + RUNNING + "}");
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("undo")).isZero();
        assertThat(terminal.out()).contains("because taken back by hand");
    }

    @Test
    void movesListsWhatWasDone() throws Exception {
        String undone =
                over("reversible", false, "null").replace("\"undone\":false", "\"undone\":true");
        control.answer(
                "GET",
                "moves",
                200,
                "{\"moves\":["
                        + over("back", false, "\"why\"").replace("\"number\":3", "\"number\":4")
                        + ","
                        + undone
                        + "]}");
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("moves")).isZero();
        assertThat(terminal.out()).contains("went back", "taken back", "150 000", "80 ms");
        assertThat(terminal.run("moves", "3")).isZero();
        assertThat(terminal.out()).contains("step 3").doesNotContain("step 4");
        assertThat(terminal.run("moves", "9")).isEqualTo(Exit.FAILED);
    }

    @Test
    void planShowsEvidenceEffectCostAndCommand() throws Exception {
        control.answer(
                "GET",
                "plan",
                200,
                """
                {"schema":1,"next":{"advice":"add a standby","reason":"400 statements/s rest on one disk","command":"tenfold grow standby"},
                 "offers":[{"step":"standby","title":"add a standby","due":true,"why":"400 statements/s rest on one disk: there is one copy of the data",
                   "effect":"Every acknowledged write is on two disks. When the primary fails, the standby takes over by itself and clients are held meanwhile.",
                   "cost":"One more copy on disk.","command":"tenfold grow standby","undo":"tenfold undo","blockedBy":null,"guards":[]}],
                 "findings":[{"kind":"step","finding":{"step":"standby","title":"add a standby","why":"400 statements/s rest on one disk",
                   "evidence":[{"signal":"statements","value":400.25,"mark":10,"unit":"statements/s"},
                     {"signal":"sessions that read","value":0.815,"mark":0.7,"unit":"of 1"}]}}],
                 "outlook":{"law":{"peakConcurrency":22.0,"throughputMax":840.0,"contention":0.05,"coherency":0.002,"measuredTo":35.0,"quality":0.97},
                   "forecast":{"peak":120.0,"perDay":4.0,"limit":310.0,"early":"2026-12-20T10:00:00Z","likely":"2027-01-18T10:00:00Z","late":null}}}\
                """);
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("plan")).isZero();
        assertThat(terminal.out()).isEqualTo(Terminal.golden("plan.txt", terminal.out()));
        assertThat(terminal.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(terminal.run("plan", "--json")).isZero();
        assertThat(terminal.json().path("next_steps").path(0).path("command").asString())
                .isEqualTo("tenfold grow standby");
    }

    @Test
    void failoverIsPausedAndResumed() {
        control.answer("POST", "failover", 200, "{\"schema\":1,\"automatic\":false}");
        control.answer("GET", "status", 200, "{\"cluster\":{\"automaticFailover\":false}}");
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("failover", "pause")).isZero();
        assertThat(control.bodies).containsExactly("{\"automatic\":false}");
        assertThat(terminal.err()).contains("tenfold failover resume");
        assertThat(terminal.run("failover")).isZero();
        assertThat(terminal.out()).contains("paused");
        assertThat(terminal.run("failover", "never")).isEqualTo(Exit.USAGE);
    }

    @Test
    void purgeSaysHowManyAnswersWereForgottenWhere() {
        control.answer(
                "POST",
                "purge",
                200,
                "{\"schema\":1,\"number\":3,\"done\":true,\"answers\":2,"
                        + "\"edges\":[{\"edge\":\"node\",\"answers\":2}]}");
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("purge", "--tag", "topic-7", "--soft")).isZero();
        assertThat(control.bodies)
                .containsExactly("{\"kind\":\"tag\",\"value\":\"topic-7\",\"soft\":true}");
        assertThat(terminal.out()).isEqualTo("node: 2 answers made stale\n");
        assertThat(terminal.run("purge", "--json", "/a")).isZero();
        assertThat(terminal.json().path("answers").asInt()).isEqualTo(2);
        assertThat(terminal.run("purge")).isEqualTo(Exit.USAGE);
        assertThat(terminal.run("purge", "/a", "--all")).isEqualTo(Exit.USAGE);
    }

    @Test
    void purgeThatNobodyHasConfirmedIsNoSuccess() {
        control.answer("POST", "purge", 202, "{\"schema\":1,\"number\":3,\"done\":false}");

        assertThat(Terminal.in(folder).run("purge", "--all")).isEqualTo(Exit.FAILED);
    }

    @Test
    void statusShowsEachServerAndTheStepThatRuns() throws Exception {
        String status =
                Terminal.resource("status.json")
                        .replace(
                                "\"goals\":",
                                "\"cluster\": "
                                        + Terminal.resource("cluster.json")
                                        + ", \"move\": "
                                        + RUNNING
                                        + ", \"goals\":");
        control.answer("GET", "status", 200, status);
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("status")).isZero();
        assertThat(terminal.out()).isEqualTo(Terminal.golden("status-cluster.txt", terminal.out()));
        assertThat(terminal.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }
}
