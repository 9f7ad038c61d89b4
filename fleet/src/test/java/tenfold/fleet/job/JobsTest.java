package tenfold.fleet.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.process.ProcessLauncher;
import tenfold.fleet.instance.Privileges;
import tenfold.model.JobId;
import tenfold.model.JobReport;
import tenfold.model.JobSpec;
import tenfold.model.JobState;
import tenfold.testkit.Await;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit sets
class JobsTest {
    private static final JobId ID = new JobId("build-2");

    @TempDir Path folder;
    private ProcessLauncher launcher;
    private Jobs jobs;

    @BeforeEach
    void open() throws IOException {
        launcher = new ProcessLauncher(folder.resolve("run"));
        jobs = jobs();
    }

    @AfterEach
    void close() throws IOException {
        jobs.close();
        launcher.close();
    }

    @Test
    void copiesTheFolderWithoutVersionControlAndRunsTheCommandsInTheCopy() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("page"), "one");
        Files.createDirectories(source.resolve(".git"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("page"));
        jobs.apply(
                List.of(
                        spec(
                                source,
                                Duration.ofSeconds(20),
                                "cat link >built",
                                "echo $A >>built")));

        assertThat(over().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(folder.resolve("release/built")).hasContent("onevalue of a");
        assertThat(folder.resolve("release/.git")).doesNotExist();
        assertThat(source.resolve("built")).doesNotExist();
    }

    @Test
    void saysWhichCommandFailedWithItsLastWords() throws Exception {
        jobs.apply(
                List.of(
                        spec(
                                null,
                                Duration.ofSeconds(20),
                                "true",
                                "echo sorry; exit 3",
                                "touch x")));

        JobReport over = over();
        assertThat(over.state()).isEqualTo(JobState.FAILED);
        assertThat(over.reason()).contains("exit 3' ").contains("3; its last lines:\n  sorry");
        assertThat(folder.resolve("release/x")).doesNotExist();
    }

    @Test
    void stopsWhatTakesTooLong() throws Exception {
        jobs.apply(List.of(spec(null, Duration.ofMillis(300), "sleep 60")));

        assertThat(over().reason()).contains("did not end within 0 s and was stopped");
    }

    @Test
    void neverRunsAnythingASecondTime() throws Exception {
        JobSpec spec =
                spec(null, Duration.ofSeconds(30), "echo ran >>times; test -e go || sleep 60");
        jobs.apply(List.of(spec));
        Path times = folder.resolve("release/times");
        Await.until("it runs", Duration.ofSeconds(20), () -> Files.exists(times));
        jobs.close();
        jobs = jobs();
        jobs.apply(List.of(spec));

        JobReport over = over();
        assertThat(over.state()).isEqualTo(JobState.FAILED);
        assertThat(over.reason()).contains("the node ended while it ran");
        assertThat(times).hasContent("ran");
    }

    @Test
    void remembersHowAJobEnded() throws Exception {
        JobSpec spec = spec(null, Duration.ofSeconds(30), "echo ran >>times");
        jobs.apply(List.of(spec));
        over();
        jobs.close();
        jobs = jobs();
        jobs.apply(List.of(spec));

        assertThat(over().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(folder.resolve("release/times")).hasContent("ran");
    }

    private Jobs jobs() {
        return new Jobs(
                new Jobs.Surroundings(
                        launcher,
                        folder,
                        folder.resolve("records"),
                        secret -> "value of " + secret,
                        Privileges.ours(launcher),
                        Clock.systemUTC()));
    }

    private JobSpec spec(
            @org.jspecify.annotations.Nullable Path source, Duration max, String... commands)
            throws IOException {
        Path to = folder.resolve("release");
        if (source == null) {
            Files.createDirectories(to);
        }
        Map<String, String> environment = Map.of("A", "${secret:a}", "PATH", "/usr/bin:/bin");
        return new JobSpec(ID, to, source, List.of(commands), environment, false, max);
    }

    private JobReport over() throws Exception {
        Await.until(
                "the job is over",
                Duration.ofSeconds(30),
                () -> jobs.report().stream().anyMatch(one -> one.state() != JobState.RUNNING));
        return jobs.report().getFirst();
    }
}
