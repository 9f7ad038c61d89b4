package tenfold.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.screen.AlarmScreen;
import tools.jackson.databind.JsonNode;

/// `tenfold alarms`: how the alarms are, and what one of them did.
final class AlarmsCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "alarms",
                                "Show the alarms.",
                                "All of them, one line each; or one with its history and what it did."));
        spec.addPositional(Options.argument("ALARM", String.class, "The name of one alarm."));
        spec.usageMessage().customSynopsis("tenfold alarms [ALARM] [OPTIONS]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        JsonNode alarms =
                Applications.ask(folder, control -> control.get("alarms", Map.of())).path("alarms");
        Optional<String> name = Options.argument(options, String.class);
        if (name.isPresent()) {
            return one(find(alarms, name.get()), options, shell);
        }
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("alarms", alarms);
            Json.print(shell, envelope, Map.of());
        } else if (alarms.isEmpty()) {
            shell.say("there are no alarms; `alarms:` in tenfold.yaml defines them");
        } else {
            AlarmScreen.table(alarms, shell.outStyle()).forEach(shell.out()::println);
        }
        return Exit.OK;
    }

    private static JsonNode find(JsonNode alarms, String name) throws CommandFailed {
        for (JsonNode alarm : alarms) {
            if (alarm.path("name").asString("").equals(name)) {
                return alarm;
            }
        }
        throw new CommandFailed("there is no alarm '" + name + "'", "`tenfold alarms` shows all");
    }

    private static int one(JsonNode alarm, ParseResult options, Shell shell) {
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("alarm", alarm);
            Json.print(shell, envelope, Map.of());
        } else {
            AlarmScreen.history(alarm, shell.outStyle()).forEach(shell.out()::println);
        }
        return Exit.OK;
    }
}
