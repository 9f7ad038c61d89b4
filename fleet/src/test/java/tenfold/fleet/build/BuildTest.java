package tenfold.fleet.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.process.ProcessLauncher;
import tenfold.model.ServiceName;

@Timeout(60)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class BuildTest {
    @TempDir Path data;
    @TempDir Path source;
    private ProcessLauncher launcher;
    private Build build;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        launcher = new ProcessLauncher(data.resolve("run"));
        build = new Build(launcher, data.resolve("build"));
        Files.writeString(source.resolve("App.java"), "class App {}");
    }

    @AfterEach
    void close() throws IOException {
        launcher.close();
    }

    @Test
    void buildsOnceUntilSomethingChanges() throws Exception {
        assertThat(run("mkdir -p target; echo built | tee target/app")).isTrue();
        assertThat(lines).containsExactly("built");
        assertThat(run("mkdir -p target; echo built | tee target/app")).isFalse();

        Files.writeString(source.resolve("App.java"), "class App { int x; }");
        assertThat(run("mkdir -p target; echo built | tee target/app")).isTrue();
        assertThat(run("mkdir -p target; echo built | tee target/app")).isFalse();

        Files.delete(source.resolve("target/app"));
        Files.delete(source.resolve("target"));
        assertThat(run("mkdir -p target; echo built | tee target/app")).isTrue();
        assertThat(run("mkdir -p target; echo another | tee target/app")).isTrue();
    }

    @Test
    void aFailureTellsItsLastLinesAndIsTriedAgain() throws Exception {
        for (int attempt = 0; attempt < 2; attempt++) {
            BuildResult result = result("echo 'App.java:1: error'; exit 7", Duration.ofMinutes(1));

            assertThat(result).isInstanceOf(BuildResult.Failed.class);
            assertThat(((BuildResult.Failed) result).words())
                    .contains("exit 7' in " + source, "exit code 7", "App.java:1: error");
        }
    }

    @Test
    void anEndlessBuildIsStopped() throws Exception {
        BuildResult result = result("sleep 1000", Duration.ofMillis(300));

        assertThat(result).isInstanceOf(BuildResult.Failed.class);
        assertThat(((BuildResult.Failed) result).words()).contains("was stopped");
    }

    private boolean run(String command) throws Exception {
        return switch (result(command, Duration.ofMinutes(1))) {
            case BuildResult.Built _ -> true;
            case BuildResult.UpToDate _ -> false;
            case BuildResult.Failed(String words) -> throw new AssertionError(words);
        };
    }

    private BuildResult result(String command, Duration patience) throws Exception {
        var step =
                new BuildStep(
                        new ServiceName("web"),
                        command,
                        source,
                        Map.of("PATH", "/usr/bin:/bin"),
                        patience);
        return build.run(step, lines::add);
    }
}
