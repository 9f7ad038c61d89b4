package tenfold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineInterfaceTest {
    @TempDir Path folder;

    @Test
    void showsAllCommandsWhenAskedForNothing() throws Exception {
        var terminal = Terminal.in(folder);

        assertThat(terminal.run()).isZero();
        assertThat(terminal.out()).isEqualTo(Terminal.golden("help.txt", terminal.out()));
        String all = terminal.out();
        assertThat(terminal.run("help")).isZero();
        assertThat(terminal.out()).isEqualTo(all);
        assertThat(terminal.run("--help")).isZero();
        assertThat(terminal.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "down",
                "status",
                "plan",
                "grow",
                "undo",
                "complete",
                "switch",
                "moves",
                "failover",
                "purge",
                "logs",
                "env",
                "load",
                "doctor",
                "version",
                "completion",
                "help"
            })
    void explainsEachCommandInTwoWays(String command) {
        var terminal = Terminal.in(folder);

        assertThat(terminal.run(command, "--help")).isZero();
        String help = terminal.out();
        assertThat(help).contains("Usage: tenfold " + command, "--json", "--help");
        assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(100));
        assertThat(terminal.run("help", command)).isZero();
        assertThat(terminal.out()).isEqualTo(help);
    }

    @ParameterizedTest
    @CsvSource({
        "stauts, did you mean `status`?",
        "dwon, did you mean `down`?",
        "frobnicate, there is no command 'frobnicate'"
    })
    void suggestsTheCommandThatWasMeant(String typed, String said) {
        var terminal = Terminal.in(folder);

        assertThat(terminal.run(typed)).isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).contains(said, "next: `tenfold help`");
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.run("help", typed)).isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).contains(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "status --jsno | did you mean --json?",
                "status one two | 'two' is one argument too many",
                "status --frobnicate=1 | there is no option --frobnicate",
                "up --port many | port",
                "up --port 70000 | port 70000 is not within 1 to 65535",
                "logs -n 0 | 0 lines are not within 1 and 10000",
                "load --rate | --rate",
                "load --for 3parsecs | '3parsecs' is not a duration",
                "load nowhere | 'nowhere' is not a URL like",
                "load http://127.0.0.1/ --rate -1 | rate -1.0",
                "load http://127.0.0.1/ --header nonsense | 'nonsense' is not a header",
                "completion fish | bash and zsh, not fish"
            })
    void refusesWrongUsageWithItsCauseAndTheNextStep(String line, String said) {
        var terminal = Terminal.in(folder);

        assertThat(terminal.run(line.split(" "))).isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).contains(said, "next: `tenfold help " + line.split(" ")[0]);
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void handsUpToItsCaller() {
        var terminal = Terminal.in(folder);

        assertThat(
                        terminal.run(
                                "up", "shop", "--port", "9000", "--data", "d", "--", "node",
                                "a b.js", "--json"))
                .isZero();

        UpRequest request = terminal.ups.getFirst();
        assertThat(request.application()).isEqualTo(folder.resolve("shop"));
        assertThat(request.data()).isEqualTo(Optional.of(folder.resolve("d")));
        assertThat(request.port()).isEqualTo(OptionalInt.of(9000));
        assertThat(request.commandLine()).contains("node 'a b.js' --json");
        assertThat(request.json()).isFalse();
    }

    @Test
    void upNeedsNothing() {
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("up")).isZero();

        UpRequest request = terminal.ups.getFirst();
        assertThat(request.application()).isEqualTo(folder);
        assertThat(request.data()).isEmpty();
        assertThat(request.port()).isEmpty();
        assertThat(request.commandLine()).isEmpty();
    }

    @Test
    void tellsItsVersionToPeopleAndPrograms() {
        var terminal = Terminal.in(folder);

        assertThat(terminal.run("version")).isZero();
        assertThat(terminal.out()).matches("tenfold \\d+\\.\\d+\\.\\d+ \\(.*\\)\\R");
        String version = terminal.out().split(" ")[1];
        assertThat(terminal.run("--version", "--json")).isZero();
        assertThat(terminal.json().path("version").asString()).isEqualTo(version);
        assertThat(terminal.json().path("schema").asInt()).isEqualTo(1);
        assertThat(terminal.json().path("next_steps").isArray()).isTrue();
    }

    @Test
    void writesACompletionScriptThatBashUnderstands() throws IOException, InterruptedException {
        var terminal = Terminal.in(folder);
        assertThat(terminal.run("completion", "bash")).isZero();
        Path script = folder.resolve("script");
        Files.writeString(
                script,
                terminal.out()
                        + """

                        COMP_WORDS=(tenfold sta); COMP_CWORD=1
                        _complete_tenfold
                        echo "first: ${COMPREPLY[*]}"
                        COMP_WORDS=(tenfold load --ra); COMP_CWORD=2
                        _complete_tenfold
                        echo "second: ${COMPREPLY[*]}"
                        """);

        var process =
                new ProcessBuilder("bash", script.toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("first: status", "second: --rate");
    }
}
