package tenfold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Keeps docs/reference/cli.md as the commands describe themselves; `-Dgolden=write` writes it
/// anew.
class ReferencePageTest {
    private static final Path PAGE = Path.of("../docs/reference/cli.md");

    @Test
    void theReferenceSaysWhatTheCommandsSay() throws Exception {
        String page = page();
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(PAGE.resolveSibling("."));
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).hasContent(page);
    }

    private static String page() {
        var page =
                new StringBuilder(
                        """
                        # The command line

                        Made from the commands' own help by `ReferencePageTest`; do not edit.

                        Data goes to standard output, messages to standard error. Colour is used on terminals only, and never
                        when `NO_COLOR` is set. With `--json` every command prints one JSON document
                        `{"schema": 1, ..., "next_steps": [{"command", "why"}]}` (`logs`: one object a line); a failure prints
                        `{"schema": 1, "error": {"code", "message", "next"}, "next_steps": []}`. No command is silent for more
                        than five seconds.

                        | exit code | meaning |
                        |---|---|
                        | 0 | done |
                        | 1 | failed; the message names the cause and the next step |
                        | 2 | wrong usage |
                        | 3 | refused by a guard, because it would do harm |
                        | 4 | tried, and rolled back |

                        ```
                        """);
        var root = CommandLineInterface.describe();
        page.append(HelpText.all(root)).append("```\n");
        root.getSubcommands()
                .forEach((name, command) ->
                        page.append("\n## ")
                                .append(name)
                                .append("\n\n```\n")
                                .append(HelpText.of(command))
                                .append("```\n"));
        return page.toString();
    }
}
