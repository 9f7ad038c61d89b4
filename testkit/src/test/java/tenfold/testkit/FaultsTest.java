package tenfold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @SuppressWarnings("NullAway.Init") // set before each test
    private Process shell;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ProcessTree tree;

    /// A shell with a grandchild, which echoes each line it is given.
    @BeforeEach
    void startATree() throws Exception {
        String script = "sh -c 'sleep 60 & wait' & while read -r line; do echo \"$line\"; done";
        shell = new ProcessBuilder("sh", "-c", script).start();
        tree = new ProcessTree(shell.pid());
        Await.until("the grandchild runs", PATIENCE, () -> tree.members().size() == 3);
    }

    @AfterEach
    void killTheTree() throws IOException, InterruptedException {
        tree.kill();
    }

    @Test
    void killsTheWholeTree() throws IOException, InterruptedException {
        List<Long> members = tree.members();

        tree.kill();

        for (long pid : members) {
            assertThat(ProcFiles.state(pid).map(String::valueOf).orElse("gone")).isIn("Z", "gone");
        }
    }

    @Test
    void killsTheRootAloneSoThatOrphansShow() throws IOException, InterruptedException {
        long child = tree.members().get(1);

        tree.killRoot();

        assertThat(ProcFiles.state(child)).isPresent();
        new ProcessTree(child).kill();
        assertThat(tree.members()).isEmpty();
    }

    @Test
    void freezesAndThawsInMidStep() throws IOException, InterruptedException {
        BufferedReader answers = shell.inputReader(StandardCharsets.UTF_8);
        tree.freeze();
        assertThat(ProcFiles.state(shell.pid())).contains('T');
        shell.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().flush();
        assertThat(answers.ready()).isFalse();

        tree.thaw();

        assertThat(answers.readLine()).isEqualTo("hello");
    }

    @Test
    void countsWhatAProcessHoldsAndNamesWhatLeaked() throws IOException, InterruptedException {
        Footprint before = Footprint.ofThisProcess();
        Process leaked = new ProcessBuilder("sleep", "60").start();
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Footprint.ofThisProcess().leakedSince(before, 1000))
                    .containsExactlyInAnyOrder(
                            "process " + leaked.pid(), "listening port " + socket.getLocalPort());
            assertThat(Footprint.ofThisProcess().leakedSince(before, 0))
                    .anyMatch(line -> line.startsWith("descriptors: "));
        } finally {
            new ProcessTree(leaked.pid()).kill();
        }
        assertThat(Footprint.ofThisProcess().leakedSince(before, 1000)).isEmpty();
    }
}
