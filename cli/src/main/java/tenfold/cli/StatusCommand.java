package tenfold.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;
import tenfold.cli.screen.StatusScreen;
import tools.jackson.databind.JsonNode;

/// `tenfold status`: what a person asks first.
final class StatusCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "status",
                                "Show how an application does.",
                                "Whether it serves and since when, rates, latencies and errors, its instances and",
                                "database, problems with what to do about them, and the next step of growth."));
        spec.addOption(Options.flag("--console", "Also print a new one-time link to the console."));
        spec.usageMessage()
                .customSynopsis("tenfold status [DIR] [OPTIONS]")
                .footer("", "Exit code 0: it serves. 1: it does not.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        ApplicationFolder folder =
                Applications.chosen(options, shell, Options.argument(options, Path.class));
        JsonNode status = Applications.ask(folder, ControlClient::status);
        boolean console = Options.isSet(options, "--console");
        String link =
                console
                        ? Applications.ask(folder, ControlClient::consoleLink)
                                .path("url")
                                .asString("")
                        : "";
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.put("serves", StatusScreen.serves(status));
            envelope.set("status", status);
            if (console) {
                envelope.put("console", link);
            }
            Json.print(shell, envelope, nextSteps(status));
        } else {
            StatusScreen.lines(status, shell.outStyle()).forEach(shell.out()::println);
            if (console) {
                shell.out().println("Console: " + link);
            }
        }
        return StatusScreen.serves(status) ? Exit.OK : Exit.FAILED;
    }

    private static Map<String, String> nextSteps(JsonNode status) {
        Map<String, String> steps = new LinkedHashMap<>();
        String command = status.path("next").path("command").asString("");
        if (!command.isEmpty()) {
            steps.put(command, status.path("next").path("reason").asString(""));
        }
        return steps;
    }
}
