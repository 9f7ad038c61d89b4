package tenfold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `down` against real processes that stand in for the node.
class DownCommandTest {
    @TempDir Path application;
    private final Process node = start();

    private static Process start() {
        try {
            return new ProcessBuilder("sleep", "600").start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void end() {
        node.destroyForcibly();
    }

    private void lock(Instant since) throws IOException {
        Path lock = application.resolve(".tenfold/node/lock");
        Files.createDirectories(lock.resolveSibling("."));
        Files.writeString(lock, node.pid() + " " + since + "\n");
    }

    private Instant started() {
        return node.info().startInstant().orElseThrow();
    }

    @Test
    void asksControlAndWaitsForTheNodesEnd() throws Exception {
        lock(started());
        try (var control = new FakeControl()) {
            control.answer(
                    "POST",
                    "down",
                    exchange -> {
                        FakeControl.write(exchange, 202, "{\"message\":\"stopping\"}");
                        node.destroy();
                    });
            control.announce(application.resolve(".tenfold"));
            var terminal = Terminal.in(application);

            assertThat(terminal.run("down")).isZero();

            assertThat(node.isAlive()).isFalse();
            assertThat(control.calls).containsExactly("POST /api/v1/down");
            assertThat(terminal.out()).isEqualTo(application + " is down\n");
            assertThat(terminal.err()).contains("`tenfold up " + application + "` starts it");
        }
    }

    @Test
    void tellsTheNodeItselfWhenControlIsDead() throws IOException, InterruptedException {
        lock(started());
        try (var control = new FakeControl()) {
            control.announce(application.resolve(".tenfold"));
        }
        var terminal = Terminal.in(application);

        assertThat(terminal.run("down", "--json")).isZero();

        assertThat(node.waitFor()).isEqualTo(143);
        assertThat(terminal.err()).contains("control does not answer", "telling the node itself");
        assertThat(terminal.json().path("up").asBoolean(true)).isFalse();
        assertThat(terminal.json().path("next_steps").get(0).path("command").asString())
                .isEqualTo("tenfold up " + application);
    }

    @Test
    void leavesAProcessAloneThatOnlyHasTheSameId() throws Exception {
        lock(started().minusSeconds(60));
        var terminal = Terminal.in(application);

        assertThat(terminal.run("down")).isZero();

        assertThat(node.isAlive()).isTrue();
        assertThat(terminal.out()).contains("is not up");
    }

    @Test
    void saysWhatToDoWhenTheNodeDoesNotEnd() throws Exception {
        lock(started());
        try (var control = new FakeControl()) {
            control.answer("POST", "down", 202, "{}").announce(application.resolve(".tenfold"));
            var terminal = Terminal.in(application);

            assertThat(terminal.run("down", "--timeout", "200ms")).isEqualTo(Exit.FAILED);

            assertThat(terminal.err())
                    .contains(
                            "has not ended after 0 s",
                            "kill -9 " + node.pid(),
                            "waiting for process");
        }
    }

    @Test
    void nothingToStopIsSuccess() throws Exception {
        var terminal = Terminal.in(application);

        assertThat(terminal.run("down")).isZero();
        Files.createDirectories(application.resolve(".tenfold/node"));
        Files.writeString(application.resolve(".tenfold/node/lock"), "not a lock");
        assertThat(terminal.run("down")).isZero();
        assertThat(terminal.run("down", "/nowhere/at/all")).isEqualTo(Exit.FAILED);
    }
}
