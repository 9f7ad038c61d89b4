package tenfold.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tools.jackson.databind.JsonNode;

/// `tenfold undo`: takes back the step that runs, or else the newest one.
final class UndoCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "undo",
                                "Take the last step of growth back.",
                                "A step that runs is given up, else the newest that can be is taken back the way",
                                "it came: live, checked, and with a proof at the end."));
        spec.addOption(Options.flag("--dry-run", "Show every check and action; change nothing."));
        spec.usageMessage()
                .customSynopsis("tenfold undo [DIR] [OPTIONS]")
                .footer("", "`tenfold grow` takes the step again.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        ApplicationFolder folder =
                Applications.chosen(options, shell, Options.argument(options, Path.class));
        boolean dryRun = Options.isSet(options, "--dry-run");
        JsonNode answer = Applications.ask(folder, control -> control.undo(dryRun));
        if (dryRun) {
            return Growing.printDryRun(answer, options, shell);
        }
        JsonNode move = answer.path("move");
        boolean turned = move.path("undoes").asLong(0) == 0;
        return Growing.follow(folder, move, turned, options, shell);
    }
}
