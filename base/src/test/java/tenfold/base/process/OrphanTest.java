package tenfold.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills a real JVM in the ways an operator or the kernel would.
@Timeout(60)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test fails
class OrphanTest {
    private static final String FAMILY = "sh -c 'sleep 1001 & echo $! > pid; wait' & wait";

    @TempDir Path folder;
    private @Nullable Process doomed;

    @AfterEach
    void endEverything() throws Exception {
        if (doomed != null) {
            doomed.destroyForcibly().waitFor();
        }
        Leftovers.end(folder);
    }

    @Test
    void grandchildrenDieWithAKilledJvm() throws Exception {
        Process jvm = start(FAMILY);
        long grandchild = pidIn("pid");
        assertThat(running(grandchild)).isTrue();

        jvm.destroyForcibly().waitFor();

        Polling.until("the grandchild is gone", () -> !running(grandchild));
        Polling.until("the reaper tidied up", () -> recordFiles().isEmpty());
    }

    @Test
    void aChildThatIgnoresTermDiesToo() throws Exception {
        Process jvm = start("trap '' TERM HUP INT; echo $$ > pid; while :; do sleep 1; done");
        long child = pidIn("pid");

        jvm.destroyForcibly().waitFor();

        Polling.until("the child is gone", () -> !running(child));
    }

    @Test
    void processesThatMadeTheirOwnGroupDieToo() throws Exception {
        String job = "setpgrp; open F, q(>pid); print F qq($$\\n); close F; exec qw(sleep 1002)";
        Process jvm = start("perl -e '" + job + "' & wait");
        long own = pidIn("pid");
        assertThat(ProcessTable.read(own).orElseThrow().group()).isEqualTo(own);

        jvm.destroyForcibly().waitFor();

        Polling.until("the background job is gone", () -> !running(own));
    }

    @Test
    void whenTheReaperIsKilledFirstTheNextStartFindsTheLeftovers() throws Exception {
        Process jvm = start(FAMILY);
        long grandchild = pidIn("pid");
        freezeReapers(jvm);

        jvm.destroyForcibly().waitFor();
        assertThat(Leftovers.end(folder)).containsExactly("doomed");

        Polling.until("the grandchild is gone", () -> !running(grandchild));
        assertThat(recordFiles()).isEmpty();
        reapers.forEach(pid -> Posix.signal(pid, Signal.KILL));
    }

    @Test
    void leftoversLeaveALivingOwnersChildrenAlone() throws Exception {
        start(FAMILY);
        long grandchild = pidIn("pid");

        assertThat(Leftovers.end(folder)).isEmpty();

        assertThat(running(grandchild)).isTrue();
    }

    @Test
    void aReusedPidIsNeverKilled() throws Exception {
        Process stranger =
                new ProcessBuilder("setsid", "sleep", "1003")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String record =
                "owner 4194300 1 %s\nchild %d 12345 KILL 0 web-1\n"
                        .formatted(ProcessTable.bootId(), stranger.pid());
        Files.writeString(folder.resolve("children-4194300-a"), record);

        assertThat(Leftovers.end(folder)).isEmpty();
        assertThat(stranger.isAlive()).isTrue();

        Files.writeString(folder.resolve("children-4194300-b"), record);
        Process reaper =
                Reaper.command(
                                folder.resolve("children-4194300-b"),
                                ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .start();
        assertThat(reaper.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stranger.isAlive()).isTrue();
        stranger.destroyForcibly();
    }

    @Test
    void aKilledReaperIsStartedAgain() throws Exception {
        try (var launcher = new ProcessLauncher(folder)) {
            long first = launcher.reaperPid();

            Posix.signal(first, Signal.KILL);

            Polling.until("a new reaper runs", () -> launcher.reaperPid() != first);
        }
    }

    private final List<Long> reapers = new ArrayList<>();

    private void freezeReapers(Process jvm) {
        jvm.toHandle()
                .children()
                .filter(child ->
                        child.info().commandLine().orElse("").contains("tenfold-reaper")
                                && child.isAlive())
                .map(ProcessHandle::pid)
                .forEach(reapers::add);
        assertThat(reapers).hasSize(1);
        reapers.forEach(pid -> Posix.signal(pid, Signal.STOP));
    }

    private Process start(String... commands) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        line.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(List.of(Doomed.class.getName(), folder.toString()));
        line.addAll(List.of(commands));
        Process jvm =
                new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        doomed = jvm;
        var out = new BufferedReader(jvm.inputReader(StandardCharsets.UTF_8));
        assertThat(out.readLine()).startsWith("READY");
        return jvm;
    }

    private long pidIn(String file) throws Exception {
        Path path = folder.resolve(file);
        Polling.until(
                "pid file is written",
                () -> Files.exists(path) && Files.readString(path).endsWith("\n"));
        return Long.parseLong(Files.readString(path).strip());
    }

    private List<Path> recordFiles() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith("children-")).toList();
        }
    }

    private static boolean running(long pid) {
        return ProcessTable.read(pid).filter(entry -> !entry.dead()).isPresent();
    }

    /// Waits for what has no event.
    private static final class Polling {
        static void until(String what, java.util.concurrent.Callable<Boolean> condition)
                throws Exception {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!condition.call()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("not within 20 s: " + what);
                }
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            }
        }
    }
}
