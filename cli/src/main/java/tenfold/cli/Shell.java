package tenfold.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import tenfold.cli.screen.Style;

/// What the calling process gives a command: its folder, variables, streams, and whether these are
/// terminals.
public record Shell(
        Path folder,
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal) {
    public Shell {
        environment = Map.copyOf(environment);
    }

    /// This process. The launcher says which streams are terminals: asking costs it nothing.
    public static Shell ofProcess() {
        return new Shell(
                Path.of("").toAbsolutePath(),
                System.getenv(),
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                Boolean.getBoolean("tenfold.terminal.out"),
                Boolean.getBoolean("tenfold.terminal.err"));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /// Colour only on a terminal, and never against `NO_COLOR`.
    Style outStyle() {
        return style(outIsTerminal);
    }

    Style errStyle() {
        return style(errIsTerminal);
    }

    private Style style(boolean terminal) {
        boolean refused =
                !environment.getOrDefault("NO_COLOR", "").isEmpty()
                        || "dumb".equals(environment.get("TERM"));
        return terminal && !refused ? Style.COLOUR : Style.PLAIN;
    }

    /// A message that is no data.
    void say(String message) {
        err.println(message);
    }
}
