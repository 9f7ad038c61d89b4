package tenfold.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tools.jackson.databind.JsonNode;

/// `tenfold reclaim`: gives an instance the notice that a spot instance gets.
final class ReclaimCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "reclaim",
                                "Give an instance notice: another starts at once, and it ends in time.",
                                "It serves until its replacement does, then finishes what it has. The time is",
                                "`scale.spot.notice` of the manifest, two minutes by default."));
        spec.addPositional(Options.argument("INSTANCE", String.class, "Such as web-3."));
        spec.usageMessage().customSynopsis("tenfold reclaim INSTANCE [OPTIONS]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        Optional<String> instance = Options.argument(options, String.class);
        if (instance.isEmpty()) {
            throw new ParameterException(
                    options.commandSpec().commandLine(), "say which instance, such as web-3");
        }
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        JsonNode answer = Applications.ask(folder, control -> control.reclaim(instance.get()));
        return ScaleCommand.tell(
                answer.path("group"),
                Map.of("tenfold scale", "shows its replacement"),
                options,
                shell);
    }
}
