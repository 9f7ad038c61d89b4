package tenfold.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.screen.MoveScreen;
import tenfold.cli.screen.PlanScreen;
import tools.jackson.databind.JsonNode;

/// What the commands that take steps of growth have in common: a dry run is printed, a step is
/// followed to its end, and its proof is printed.
final class Growing {
    private Growing() {}

    /// Prints what a step would do; refused is an exit code of its own.
    static int printDryRun(JsonNode answer, ParseResult options, Shell shell) {
        JsonNode plan = answer.path("plan");
        boolean allowed = plan.path("allowed").asBoolean(false);
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("plan", plan);
            Json.print(
                    shell,
                    envelope,
                    allowed
                            ? Map.of(
                                    "tenfold grow " + plan.path("words").asString(""),
                                    "takes the step")
                            : Map.of());
        } else {
            PlanScreen.dryRun(plan, shell.outStyle()).forEach(shell.out()::println);
            shell.say(
                    allowed
                            ? "nothing was changed; without --dry-run it is done"
                            : "nothing was changed; a check speaks against it");
        }
        return allowed ? Exit.OK : Exit.REFUSED;
    }

    /// Follows a step that has begun. `turned` says that going back is what was asked for.
    static int follow(
            ApplicationFolder folder,
            JsonNode move,
            boolean turned,
            ParseResult options,
            Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        long number = move.path("number").asLong(0);
        shell.say("step " + number + ": " + MoveScreen.words(move));
        JsonNode over = new MoveFollower(folder, number, shell).awaitEnd();
        boolean good = turned || MoveScreen.succeeded(over);
        Map<String, String> steps = nextSteps(over);
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("move", over);
            Json.print(shell, envelope, steps);
        } else {
            MoveScreen.proof(over, shell.outStyle()).forEach(shell.out()::println);
            steps.forEach((command, why) -> shell.say("`" + command + "` " + why));
        }
        return good ? Exit.OK : Exit.ROLLED_BACK;
    }

    private static Map<String, String> nextSteps(JsonNode move) {
        Map<String, String> steps = new LinkedHashMap<>();
        if (move.path("reversible").asBoolean(false)) {
            steps.put("tenfold undo", "takes it back");
        }
        if (move.path("keepsWayBack").asBoolean(false)) {
            steps.put("tenfold complete", "gives the way back up, and what it costs");
        }
        if (!MoveScreen.succeeded(move)) {
            steps.put("tenfold plan", "shows what could be done");
        } else if (move.path("undoes").asLong(0) > 0) {
            String words = MoveScreen.words(move);
            int open = words.indexOf('(');
            String again = open < 0 ? "" : words.substring(open + 1, words.length() - 1);
            steps.put("tenfold grow " + again, "takes the step again");
        }
        return steps;
    }
}
