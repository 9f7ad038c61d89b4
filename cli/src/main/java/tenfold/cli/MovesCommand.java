package tenfold.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;
import tenfold.cli.screen.MoveScreen;
import tools.jackson.databind.JsonNode;

/// `tenfold moves`: the steps that were taken, with their proofs.
final class MovesCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "moves",
                                "Show the steps of growth that were taken, with their proofs.",
                                "All of them, one line each, the newest first; or one in full."));
        spec.addPositional(Options.argument("STEP", Long.class, "The number of one step."));
        spec.addOption(
                OptionSpec.builder("-f", "--follow")
                        .type(boolean.class)
                        .description("Watch the step that runs until it is over.")
                        .build());
        spec.usageMessage().customSynopsis("tenfold moves [STEP] [-f] [OPTIONS]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        JsonNode moves = Applications.ask(folder, ControlClient::moves).path("moves");
        Optional<Long> number = Options.argument(options, Long.class);
        if (number.isPresent()) {
            return printOne(find(moves, number.get()), options, shell);
        }
        JsonNode newest = moves.path(0);
        boolean running = newest.path("running").asBoolean(false);
        if (Options.isSet(options, "--follow") && running) {
            boolean turned = newest.path("phase").asString("").equals("back");
            return Growing.follow(folder, newest, turned, options, shell);
        }
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("moves", moves);
            Json.print(shell, envelope, Map.of());
        } else if (moves.isEmpty()) {
            shell.say("no step of growth was taken yet; `tenfold plan` shows which make sense");
        } else {
            MoveScreen.table(moves, shell.outStyle()).forEach(shell.out()::println);
            if (running) {
                shell.say(MoveScreen.progress(newest));
            }
        }
        return Exit.OK;
    }

    private static JsonNode find(JsonNode moves, long number) throws CommandFailed {
        for (JsonNode move : moves) {
            if (move.path("number").asLong(0) == number) {
                return move;
            }
        }
        throw new CommandFailed("there is no step " + number, "`tenfold moves` shows all");
    }

    private static int printOne(JsonNode move, ParseResult options, Shell shell) {
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("move", move);
            Json.print(shell, envelope, Map.of());
        } else {
            MoveScreen.proof(move, shell.outStyle()).forEach(shell.out()::println);
        }
        return Exit.OK;
    }
}
