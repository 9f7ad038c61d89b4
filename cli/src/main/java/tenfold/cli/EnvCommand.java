package tenfold.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.screen.Style;
import tools.jackson.databind.JsonNode;

/// `tenfold env`: the variables that an instance gets, each with its reason.
final class EnvCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "env",
                                "Show the variables that an application gets, and why.",
                                "Secrets are shown as stars unless revealed. PORT and HOST are those of the first",
                                "instance."));
        spec.addOption(
                Options.value("--service", "NAME", String.class, "Which service; default: web."));
        spec.addOption(Options.flag("--reveal", "Show secrets."));
        spec.addOption(Options.flag("--export", "Print lines for a shell to read, with secrets."));
        spec.usageMessage()
                .customSynopsis("tenfold env [DIR] [OPTIONS]")
                .footer(
                        "",
                        "Example: a shell with the application's own variables",
                        "  eval \"$(tenfold env --export)\"");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        ApplicationFolder folder =
                Applications.chosen(options, shell, Options.argument(options, Path.class));
        String service = Options.find(options, "--service", String.class).orElse("web");
        boolean export = Options.isSet(options, "--export");
        boolean reveal = export || Options.isSet(options, "--reveal");
        JsonNode answer = Applications.ask(folder, control -> control.environment(service, reveal));
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.put("service", service);
            envelope.set("variables", answer.path("variables"));
            Json.print(shell, envelope, Map.of());
            return Exit.OK;
        }
        boolean hidden = false;
        for (JsonNode variable : answer.path("variables")) {
            shell.out().println(export ? exportLine(variable) : line(variable, shell.outStyle()));
            hidden |= variable.path("secret").asBoolean(false) && !reveal;
        }
        if (hidden) {
            shell.say("secrets are hidden; --reveal shows them");
        }
        return Exit.OK;
    }

    private static String line(JsonNode variable, Style style) {
        return style.strong(variable.path("name").asString(""))
                + "="
                + variable.path("value").asString("")
                + style.faint("  # " + variable.path("reason").asString(""));
    }

    private static String exportLine(JsonNode variable) {
        return "export "
                + variable.path("name").asString("")
                + "="
                + UpRequest.quoted(variable.path("value").asString(""));
    }
}
