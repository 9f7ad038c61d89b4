package tenfold.journeys;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Await;

/// New versions come and go under people who look and post all the time, and who are never told
/// that something is wrong, except by a version that is wrong itself.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class ReleaseJourneyTest {
    private static final int VISITORS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private Path application;

    @BeforeEach
    void writeApplication() throws IOException {
        application = Files.createDirectory(folder.resolve("app"));
        for (String name : new String[] {"server.js", "tenfold.yaml"}) {
            try (InputStream in = getClass().getResourceAsStream("versioned/" + name)) {
                Files.copy(requireNonNull(in), application.resolve(name));
            }
        }
        write("one");
    }

    @Test
    void versionsComeAndGoWithoutALostRequest() throws Exception {
        try (TenfoldUp up = TenfoldUp.start(application, folder.resolve("data"));
                var visitors = new Visitors(up.application(), VISITORS)) {
            served(visitors, "200 one");
            write("two");
            deployWhileControlDies(up);
            served(visitors, "200 two");
            run(up, 0, "rollback", "--why", "too blue");
            served(visitors, "200 one");

            write("three");
            run(up, 0, "deploy", "--why", "green");
            run(up, 0, "deploy", "--complete");
            write("four");
            Await.until( // refused until the old version has left
                    "deployed", PATIENCE, () -> up.run("deploy").exit() == 0);
            run(up, 0, "deploy", "--complete");
            served(visitors, "200 four");
            Await.until( // refused until the old version has left
                    "rolled back", PATIENCE, () -> up.run("rollback").exit() == 0);
            served(visitors, "200 three");
            assertThat(visitors.answers().keySet())
                    .as("%s", visitors.answers())
                    .containsExactlyInAnyOrder("200 one", "200 two", "200 three", "200 four");
            assertThat(releases(up)).contains("too blue").contains("green");
        }
    }

    @Test
    void aVersionThatIsWorseGoesBackByItself() throws Exception {
        try (TenfoldUp up = TenfoldUp.start(application, folder.resolve("data"));
                var visitors = new Visitors(up.application(), VISITORS)) {
            served(visitors, "200 one");
            write("bad");
            run(up, 4, "deploy");
            write("broken");
            assertThat(run(up, 4, "deploy")).contains("no such column");
            int failed = visitors.count("500 bad");
            served(visitors, "200 one");
            assertThat(visitors.count("500 bad")).isEqualTo(failed).isPositive();
            assertThat(visitors.answers().keySet())
                    .containsExactlyInAnyOrder("200 one", "200 bad", "500 bad");
            assertThat(folder.resolve("data/releases")).isEmptyDirectory();
        }
    }

    private void deployWhileControlDies(TenfoldUp up) throws Exception {
        var deploy =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return run(up, 0, "deploy", "--why", "blue");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        Await.until(
                "the new version starts",
                PATIENCE,
                () -> Files.exists(folder.resolve("data/releases/2/built")));
        Victim.CONTROL.kill(up);
        assertThat(deploy.get(3, TimeUnit.MINUTES)).contains("serves all requests");
    }

    private static String releases(TenfoldUp up) throws Exception {
        return up.run("releases", "--json").out();
    }

    private static String run(TenfoldUp up, int exit, String... command) throws Exception {
        var result = up.run(command);
        assertThat(result.exit())
                .as("%s: %s%s", String.join(" ", command), result.out(), result.err())
                .isEqualTo(exit);
        return result.out() + result.err();
    }

    private static void served(Visitors visitors, String answer) throws Exception {
        int before = visitors.count(answer);
        Await.until(
                "answers " + answer, PATIENCE, () -> visitors.count(answer) > before + VISITORS);
    }

    private void write(String version) throws IOException {
        Files.writeString(application.resolve("version"), version);
    }
}
