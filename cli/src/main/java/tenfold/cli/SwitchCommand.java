package tenfold.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tools.jackson.databind.JsonNode;

/// `tenfold switch`: makes a standby the primary, by hand.
final class SwitchCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "switch",
                                "Make a standby the primary.",
                                "New transactions wait for a moment; the old primary becomes the standby."));
        spec.addPositional(
                Options.argument(
                        "SERVER", String.class, "Which standby; default: the most advanced."));
        spec.addOption(Options.flag("--dry-run", "Show every check and action; change nothing."));
        spec.usageMessage()
                .customSynopsis("tenfold switch [SERVER] [OPTIONS]")
                .footer("", "`tenfold undo` switches back.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        boolean dryRun = Options.isSet(options, "--dry-run");
        Map<String, String> arguments =
                Options.argument(options, String.class)
                        .map(server -> Map.of("to", server))
                        .orElse(Map.of());
        JsonNode answer =
                Applications.ask(folder, control -> control.grow("switch", arguments, dryRun));
        return dryRun
                ? Growing.printDryRun(answer, options, shell)
                : Growing.follow(folder, answer.path("move"), false, options, shell);
    }
}
