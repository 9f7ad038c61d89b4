package tenfold.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;
import tenfold.cli.screen.PlanScreen;
import tools.jackson.databind.JsonNode;

/// `tenfold plan`: the steps that make sense now, with the evidence.
final class PlanCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "plan",
                                "Show which steps of growth make sense now, and why.",
                                "Each with what is seen of it, what it brings and costs, its command, and how it",
                                "is taken back. A step is due only when something was measured that says so."));
        spec.usageMessage().customSynopsis("tenfold plan [DIR] [OPTIONS]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        ApplicationFolder folder =
                Applications.chosen(options, shell, Options.argument(options, Path.class));
        JsonNode answer = Applications.ask(folder, ControlClient::plan);
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("next", answer.path("next"));
            envelope.set("offers", answer.path("offers"));
            Json.print(shell, envelope, due(answer));
        } else {
            PlanScreen.offers(answer, shell.outStyle()).forEach(shell.out()::println);
        }
        return Exit.OK;
    }

    private static Map<String, String> due(JsonNode answer) {
        Map<String, String> steps = new LinkedHashMap<>();
        for (JsonNode offer : answer.path("offers")) {
            if (offer.path("due").asBoolean(false)) {
                steps.put(offer.path("command").asString(""), offer.path("why").asString(""));
            }
        }
        return steps;
    }
}
