package tenfold.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;
import tools.jackson.databind.JsonNode;

/// `tenfold complete`: gives up the way back of a move or a resize.
final class CompleteCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "complete",
                                "Give up the way back of the last move or resize.",
                                "Until then the old server is kept, so that `tenfold undo` loses nothing. This",
                                "removes it and deletes its copy of the data; it cannot be taken back."));
        spec.usageMessage().customSynopsis("tenfold complete [DIR] [OPTIONS]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        ApplicationFolder folder =
                Applications.chosen(options, shell, Options.argument(options, Path.class));
        JsonNode answer = Applications.ask(folder, ControlClient::complete);
        return Growing.follow(folder, answer.path("move"), false, options, shell);
    }
}
