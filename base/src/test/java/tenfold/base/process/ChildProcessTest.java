package tenfold.base.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class ChildProcessTest {
    @TempDir Path folder;
    private ProcessLauncher launcher;

    @BeforeEach
    void open() throws IOException {
        launcher = new ProcessLauncher(folder.resolve("run"));
    }

    @AfterEach
    void close() throws IOException {
        launcher.close();
    }

    @Test
    void theEnvironmentIsExactlyTheOneGiven() throws Exception {
        var variables = Map.of("A", "1", "SECRET", "with 'quotes' and\nlines");

        assertThat(outputOf(spec("/usr/bin/env").environment(variables)))
                .containsExactlyInAnyOrder("A=1", "SECRET=with 'quotes' and", "lines");
    }

    @Test
    void onlyThreeDescriptorsAreOpen() throws Exception {
        try (var _ = Files.newByteChannel(Files.createFile(folder.resolve("open")))) {
            assertThat(outputOf(shell("ls /proc/$$/fd; :"))).containsExactly("0", "1", "2");
        }
    }

    @Test
    void aBuildKeepsOurUmask() throws Exception {
        String ours = outputOf(shell("umask").unconfined()).getFirst();

        assertThat(ours).isNotEqualTo("0077");
    }

    @Test
    void aListenerThatFailsDoesNotStopTheChild() throws Exception {
        ChildProcess child =
                launcher.start(
                        shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")
                                .lines(_ -> {
                                    throw new IllegalStateException("a bug");
                                }));

        assertThat(child.exited().get().success()).isTrue();
        assertThat(child.lastLines(1)).containsExactly("line 19999");
    }

    @Test
    void aChildStartsWhenItCannotBeRecorded() throws Exception {
        Path records = folder.resolve("run");
        try (var files = Files.list(records)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(records);

        assertThat(outputOf(shell("echo up"))).containsExactly("up");
    }

    @Test
    void perlMakesASessionWhereThereIsNoSetsid() throws Exception {
        Process perl =
                new ProcessBuilder(
                                "perl",
                                "-e",
                                Confinement.PERL_SESSION,
                                "/bin/sh",
                                "-c",
                                "echo $1; read x; exit 5",
                                "sh",
                                "with space")
                        .start();
        try (var out = perl.inputReader()) {
            assertThat(out.readLine()).isEqualTo("with space");
            assertThat(ProcessTable.read(perl.pid()).orElseThrow().session()).isEqualTo(perl.pid());
        }
        perl.getOutputStream().close();
        assertThat(perl.waitFor()).isEqualTo(5);
    }

    @Test
    void standardInputIsEmpty() throws Exception {
        assertThat(outputOf(shell("read line; echo \"ended $?\""))).containsExactly("ended 1");
    }

    @Test
    void filesOfAChildAreItsOwnersOnly() throws Exception {
        assertThat(outputOf(shell("umask"))).containsExactly("0077");
    }

    @Test
    void aChildLeadsItsOwnSession() throws Exception {
        ChildProcess child = launcher.start(shell("echo up; exec sleep 1000"));

        var entry = ProcessTable.read(child.pid()).orElseThrow();

        assertThat(entry.session()).isEqualTo(child.pid());
        assertThat(entry.group()).isEqualTo(child.pid());
    }

    @Test
    void aKillRightAfterTheStartReachesTheChild() throws Exception {
        for (int round = 0; round < 30; round++) {
            ChildProcess child = launcher.start(shell("exec sleep 1000"));

            child.signal(Signal.KILL);

            assertThat(child.exited().get(5, TimeUnit.SECONDS).words()).contains("signal 9");
        }
    }

    @Test
    void aChildOfAParentThatHasDiedEndsBeforeItsCommandRuns() throws Exception {
        List<String> orphan = new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\"; echo $?", "sh"));
        orphan.addAll(Confinement.probe().wrap(shell("echo ran")));

        Process stranger = new ProcessBuilder(orphan).start();

        try (var out = stranger.inputReader()) {
            assertThat(out.lines()).containsExactly("1");
        }
    }

    @Test
    void aChildHasNoPrivilegesToGain() throws Exception {
        List<String> status =
                outputOf(shell("grep -E '^(NoNewPrivs|CapBnd|CapEff|CapInh)' /proc/$$/status"));

        assertThat(status).contains("NoNewPrivs:\t1");
        if (RunAs.root()) {
            assertThat(status).contains("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000");
        }
    }

    @Test
    void rootCanChooseAnotherUser() throws Exception {
        assumeTrue(RunAs.root(), "only root can choose a user");
        RunAs nobody = RunAs.named("nobody").orElseThrow();
        assertThat(launcher.problemWith(nobody)).isEmpty();

        assertThat(outputOf(shell("id -u; id -G; cat /etc/shadow").runAs(nobody)))
                .startsWith(String.valueOf(nobody.uid()), String.valueOf(nobody.gid()))
                .anyMatch(line -> line.contains("Permission denied"));
    }

    @Test
    void aCommandThatDoesNotExistSaysSo() throws Exception {
        ChildProcess child = launcher.start(spec("no-such-program"));

        Exit exit = child.exited().get();

        assertThat(exit.code()).isEqualTo(127);
        assertThat(exit.words()).contains("not found");
        assertThat(child.lastLines(1).getFirst()).contains("no-such-program");
    }

    @Test
    void aFolderThatDoesNotExistIsNamed() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> launcher.start(ChildSpec.of("web-1", missing, List.of("true"))))
                .hasMessageContaining(missing.toString());
    }

    @Test
    void stopAsksFirst() throws Exception {
        var ready = new CountDownLatch(1);
        ChildProcess child =
                launcher.start(
                        shell("trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.05; done")
                                .lines(_ -> ready.countDown()));
        assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();

        Exit exit = child.stop(Duration.ofSeconds(20));

        assertThat(exit.words()).isEqualTo("ended with exit code 3");
        assertThat(child.lastLines(1)).containsExactly("bye");
    }

    @Test
    void stopKillsAfterTheGrace() throws Exception {
        var ready = new CountDownLatch(1);
        ChildProcess child =
                launcher.start(
                        shell("trap '' TERM; echo up; while :; do sleep 1; done")
                                .lines(_ -> ready.countDown()));
        assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();

        Exit exit = child.stop(Duration.ofMillis(200));

        assertThat(exit.words()).contains("signal 9 (KILL");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(new ProcessSession(child.pid()).alive()).isFalse();
    }

    @Test
    void aGrandchildMayFinishItsWorkAfterItsShellDied() throws Exception {
        var ready = new CountDownLatch(1);
        String slow =
                "trap \"sleep 0.3; echo saved; exit\" TERM; echo up; while :; do sleep 0.05; done";
        ChildProcess child =
                launcher.start(shell("sh -c '" + slow + "' & wait").lines(_ -> ready.countDown()));
        assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();

        child.stop(Duration.ofSeconds(20));

        assertThat(child.lastLines(1)).containsExactly("saved");
    }

    @Test
    void whatAnEndedChildLeavesBehindEndsToo() throws Exception {
        ChildProcess child = launcher.start(shell("sleep 1000 & echo $!"));

        assertThat(child.exited().get().success()).isTrue();

        long left = Long.parseLong(child.lastLines(1).getFirst());
        assertThat(ProcessTable.read(left).filter(entry -> !entry.dead())).isEmpty();
    }

    @Test
    void theLastLinesAreNeverLost() throws Exception {
        for (int round = 0; round < 30; round++) {
            String last = "reason " + round;
            ChildProcess child = launcher.start(shell("echo one; echo '" + last + "'; exit 1"));
            child.exited().get();
            assertThat(child.lastLines(2)).containsExactly("one", last);
        }
    }

    @Test
    void tellsOnWhichPortsItListens() throws Exception {
        var port = new CompletableFuture<String>();
        String perl =
                "use IO::Socket; $s = IO::Socket::INET->new(Listen => 1); $| = 1;"
                        + " print $s->sockport, qq(\n); sleep 1000";
        ChildProcess child =
                launcher.start(shell("perl -e '" + perl + "' & wait").lines(port::complete));

        assertThat(child.listeningPorts()).isSubsetOf(Integer.valueOf(port.get()));
        assertThat(child.listeningPorts()).hasSize(1);
    }

    @Test
    void outputBecomesStampedLogLines() throws Exception {
        Path log = folder.resolve("web-1.log");

        outputOf(shell("echo hello; printf 'no newline'").log(log));

        assertThat(Files.readAllLines(log))
                .hasSize(2)
                .allMatch(
                        line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z (hello|no newline)"));
    }

    @Test
    void aChildNeverWaitsForAFullDisk() throws Exception {
        ChildProcess child =
                launcher.start(
                        shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")
                                .log(Path.of("/dev/full")));

        assertThat(child.exited().get().success()).isTrue();

        assertThat(child.lastLines(1)).containsExactly("line 19999");
        assertThat(child.linesDropped()).isEqualTo(20_000);
    }

    @Test
    void manyAtOnceFromShortLivedThreadsAllLive() throws Exception {
        List<Thread> starters = IntStream.range(0, 8).mapToObj(_ -> startOnOwnThread()).toList();
        for (Thread starter : starters) {
            starter.join();
        }

        assertThat(started).hasSize(8).allMatch(ChildProcess::alive);
    }

    private final List<ChildProcess> started = new java.util.concurrent.CopyOnWriteArrayList<>();

    private Thread startOnOwnThread() {
        return Thread.ofPlatform()
                .start(() -> {
                    try {
                        var up = new CompletableFuture<String>();
                        started.add(
                                launcher.start(
                                        shell("echo up; exec sleep 1000").lines(up::complete)));
                        up.get();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private ChildSpec shell(String script) {
        return spec("/bin/sh", "-c", script).environment(Map.of("PATH", "/usr/bin:/bin"));
    }

    private ChildSpec spec(String... command) {
        return ChildSpec.of("web-1", folder, Arrays.asList(command));
    }

    private List<String> outputOf(ChildSpec spec) throws Exception {
        ChildProcess child = launcher.start(spec);
        child.exited().get();
        return child.lastLines(OutputTail.LINES_MAX);
    }
}
