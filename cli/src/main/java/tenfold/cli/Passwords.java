package tenfold.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/// Gets a password in a way that leaves it in no list of processes and no history.
final class Passwords {
    private Passwords() {}

    /// From standard input, from `PGPASSWORD`, or from a person at a terminal.
    static String of(String url, ParseResult options, Shell shell)
            throws CommandFailed, IOException {
        refuseIfInside(url);
        if (Options.isSet(options, "--password-stdin")) {
            var reader =
                    new BufferedReader(new InputStreamReader(shell.in(), StandardCharsets.UTF_8));
            @Nullable String line = reader.readLine();
            return line == null ? "" : line;
        }
        String given = shell.environment().getOrDefault("PGPASSWORD", "");
        if (!given.isEmpty()) {
            return given;
        }
        @Nullable Console console = terminal();
        if (console == null) {
            throw new CommandFailed(
                    Exit.USAGE,
                    "",
                    "the password of the URL's user is missing, and there is no terminal to ask at",
                    "give it with --password-stdin or in PGPASSWORD");
        }
        char @Nullable [] typed = console.readPassword("Password for %s: ", url);
        return typed == null ? "" : new String(typed);
    }

    /// Since JDK 25 the console is null again where there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static @Nullable Console terminal() {
        @Nullable Console console = System.console();
        return console == null || !console.isTerminal() ? null : console;
    }

    private static void refuseIfInside(String url) throws CommandFailed {
        try {
            @Nullable String user = new URI(url).getUserInfo();
            if (user != null && user.contains(":")) {
                throw new CommandFailed(
                        Exit.USAGE,
                        "",
                        "the URL holds a password: everyone on this machine could read it in the"
                                + " list of processes",
                        "leave it out; it is asked for, or read with --password-stdin. Change it,"
                                + " because it stands in your shell's history");
            }
        } catch (URISyntaxException e) {
            throw new CommandFailed(
                    Exit.USAGE,
                    "",
                    "the URL cannot be read: " + e.getReason(),
                    "write it as postgres://USER@HOST:PORT/DATABASE");
        }
    }
}
