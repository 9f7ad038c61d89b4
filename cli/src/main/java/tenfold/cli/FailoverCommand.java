package tenfold.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;

/// `tenfold failover`: whether the database fails over by itself.
final class FailoverCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "failover",
                                "Pause or resume automatic failover of the database.",
                                "Without a word it says which is so. Paused, a failed primary is started again,",
                                "and clients are held meanwhile; `tenfold switch` still works."));
        spec.addPositional(Options.argument("WORD", String.class, "pause or resume."));
        spec.usageMessage().customSynopsis("tenfold failover [pause|resume] [OPTIONS]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        Optional<String> word = Options.argument(options, String.class);
        boolean automatic;
        if (word.isEmpty()) {
            automatic =
                    Applications.ask(folder, ControlClient::status)
                            .path("cluster")
                            .path("automaticFailover")
                            .asBoolean(true);
        } else {
            automatic =
                    switch (word.get()) {
                        case "pause" -> false;
                        case "resume" -> true;
                        default ->
                                throw new ParameterException(
                                        options.commandSpec().commandLine(),
                                        "it is pause or resume, not " + word.get());
                    };
            Applications.ask(folder, control -> control.failover(automatic));
        }
        String other = "tenfold failover " + (automatic ? "pause" : "resume");
        if (Options.isSet(options, "--json")) {
            Json.print(
                    shell,
                    Json.envelope().put("automatic", automatic),
                    Map.of(other, "is the opposite"));
        } else {
            shell.out().println("automatic failover is " + (automatic ? "on" : "paused"));
            shell.say("`" + other + "` is the opposite");
        }
        return Exit.OK;
    }
}
