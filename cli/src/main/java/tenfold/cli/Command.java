package tenfold.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// One command: what it accepts, and what it does.
interface Command {
    /// A new description of its name, options, arguments and help.
    CommandSpec spec();

    /// Does it and returns the exit code.
    int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException;
}
