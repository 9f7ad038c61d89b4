package tenfold.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;
import tenfold.cli.screen.ReleaseScreen;
import tools.jackson.databind.JsonNode;

/// `tenfold releases`: the history, with who, what, when and why.
final class ReleasesCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "releases",
                                "Show the releases: who released what when and why, and what came of it.",
                                "The newest first. Those marked as kept can be gone back to."));
        spec.usageMessage().customSynopsis("tenfold releases [DIR] [OPTIONS]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        ApplicationFolder folder =
                Applications.chosen(
                        options, shell, Options.argument(options, java.nio.file.Path.class));
        JsonNode releases = Applications.ask(folder, ControlClient::releases).path("releases");
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("releases", releases);
            Json.print(shell, envelope, Map.of());
        } else if (releases.isEmpty()) {
            shell.say("nothing was released yet: the folder itself serves");
            shell.say("`tenfold deploy` releases what it holds now");
        } else {
            ReleaseScreen.table(releases, shell.outStyle()).forEach(shell.out()::println);
        }
        return Exit.OK;
    }

    /// The newest deployment of a release, if control remembers it.
    static Optional<JsonNode> find(JsonNode releases, long number) {
        for (JsonNode one : releases) {
            if (one.path("release").asLong(0) == number) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
