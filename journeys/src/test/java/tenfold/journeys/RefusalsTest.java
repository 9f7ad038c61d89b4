package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a person meets when `up` cannot: a cause, a next step, an exit code, and nothing left
/// behind.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RefusalsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void anEmptyFolderSaysWhatItLookedForAndHowToGiveACommand()
            throws IOException, InterruptedException {
        refused(1, "tenfold.yaml", "package.json", "Procfile", "--");
    }

    @Test
    void aBrokenManifestNamesEveryProblemWithItsPlace() throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("tenfold.yaml"),
                """
                name: Broken Name
                services:
                  web:
                    runn: true
                    scale: many
                """);

        refused(1, "tenfold.yaml:1", "tenfold.yaml:4", "run", "tenfold.yaml:5", "scale");
    }

    @Test
    void aCommandThatExitsAtOnceShowsItsLastWords() throws IOException, InterruptedException {
        refused(
                1,
                List.of("--", "sh", "-c", "echo cannot find my config; exit 3"),
                "exit code 3",
                "cannot find my config");
    }

    @Test
    void aCommandThatNeverBecomesHealthySaysWhatItWroteLast()
            throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("tenfold.yaml"),
                """
                services:
                  web:
                    run: echo listening nowhere; exec sleep 1000
                    health: /ready
                    start_timeout: 3s
                """);

        refused(1, "within 3000 ms", "nothing answers on port", "listening nowhere", "next:");
    }

    @Test
    void aTakenPortNamesThePort() throws IOException, InterruptedException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            refused(
                    1,
                    List.of("--port", port, "--", "python3", "-m", "http.server", "8000"),
                    port,
                    "port");
        }
    }

    @Test
    void aPortThatSomebodyElseTookMeanwhileIsNamedWithTheWayOut() throws Exception {
        Path hello = TenfoldUp.example("hello-node");
        int port;
        try (var first = TenfoldUp.start(hello, folder.resolve("data"))) {
            port = first.application().getPort();
        }
        try (var _ = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                var again = TenfoldUp.launch(hello, folder.resolve("data"))) {
            assertThat(again.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(again.messages())
                    .contains("port " + port + " is taken by another program", "--port N");
        }
    }

    @Test
    void aSecondUpOnTheSameFolderIsRefusedByAGuard() throws Exception {
        Path hello = TenfoldUp.example("hello-node");
        try (var first = TenfoldUp.start(hello, folder.resolve("data"));
                var second = TenfoldUp.launch(hello, folder.resolve("data"))) {
            assertThat(second.awaitExit(PATIENCE)).isEqualTo(3);
            assertThat(second.messages())
                    .contains(
                            "pid " + first.process().pid(),
                            "`tenfold down " + hello + " --data " + folder.resolve("data") + "`");
        }
    }

    @Test
    void aFolderThatIsAFileOrMissingSaysSo() throws IOException, InterruptedException {
        Path missing = folder.resolve("nowhere");
        try (var up = TenfoldUp.launch(missing, folder.resolve("data"))) {
            assertThat(up.awaitExit(PATIENCE)).isIn(1, 2);
            assertThat(up.messages()).contains(missing.toString());
        }
    }

    @Test
    void aDataFolderThatCannotBeMadeNamesTheOption() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (var up = TenfoldUp.launch(TenfoldUp.example("hello-node"), file.resolve("data"))) {
            assertThat(up.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(up.messages()).contains("--data");
        }
    }

    private void refused(int exit, String... words) throws IOException, InterruptedException {
        refused(exit, List.of(), words);
    }

    private void refused(int exit, List<String> more, String... words)
            throws IOException, InterruptedException {
        try (var up =
                TenfoldUp.launch(folder, folder.resolve("data"), more.toArray(String[]::new))) {
            assertThat(up.awaitExit(PATIENCE)).as(up.messages()).isEqualTo(exit);
            assertThat(up.messages()).contains(words);
            assertThat(up.lines()).isEmpty();
        }
    }
}
