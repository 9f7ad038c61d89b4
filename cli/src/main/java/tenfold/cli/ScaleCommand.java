package tenfold.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;
import tenfold.cli.screen.ScaleScreen;
import tools.jackson.databind.JsonNode;

/// `tenfold scale`: the groups of instances that follow their load.
final class ScaleCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "scale",
                                "Show how many instances each service has and why; pause, set, resume.",
                                "  (nothing)          every group: bounds, desired, the last decisions",
                                "  pause SERVICE      decide, and do not act",
                                "  dry-run SERVICE    say what would be done, and do not act",
                                "  resume SERVICE     act again",
                                "  set SERVICE N      N instances now; what is decided goes on from there",
                                "  metric SERVICE NAME=VALUE",
                                "                     a value of now for a policy on a metric of your own"));
        spec.addPositional(word(0, "WORD", "What to do."));
        spec.addPositional(word(1, "SERVICE", "Which service."));
        spec.addPositional(word(2, "VALUE", "A number of instances, or NAME=VALUE."));
        spec.usageMessage().customSynopsis("tenfold scale [WORD SERVICE [N]] [OPTIONS]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        List<String> words = words(options);
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        if (words.isEmpty()) {
            return show(folder, options, shell);
        }
        String word = words.getFirst();
        boolean takesMore = word.equals("set") || word.equals("metric");
        if (words.size() != (takesMore ? 3 : 2)) {
            throw wrong(
                    options,
                    "`tenfold scale "
                            + word
                            + "` needs a service"
                            + (takesMore ? " and a value" : ""));
        }
        String service = words.get(1);
        Map<String, String> next = new LinkedHashMap<>();
        JsonNode answer =
                switch (word) {
                    case "pause", "dry-run" -> {
                        next.put("tenfold scale resume " + service, "lets it act again");
                        String mode = word.equals("pause") ? "PAUSED" : "DRY_RUN";
                        yield Applications.ask(folder, control -> control.scaleMode(service, mode));
                    }
                    case "resume" -> {
                        next.put("tenfold scale pause " + service, "is the opposite");
                        yield Applications.ask(folder, control -> control.scaleMode(service, "ON"));
                    }
                    case "set" -> {
                        int count = number(options, words.get(2));
                        next.put("tenfold scale", "shows what becomes of it");
                        yield Applications.ask(folder, control -> control.scaleTo(service, count));
                    }
                    case "metric" -> {
                        Map.Entry<String, Double> told = metric(options, words.get(2));
                        next.put("tenfold scale", "shows what becomes of it");
                        yield Applications.ask(
                                folder,
                                control -> control.metric(service, told.getKey(), told.getValue()));
                    }
                    default ->
                            throw wrong(
                                    options,
                                    "it is pause, dry-run, resume, set or metric, not " + word);
                };
        return tell(answer.path("group"), next, options, shell);
    }

    private static int show(ApplicationFolder folder, ParseResult options, Shell shell)
            throws CommandFailed, IOException {
        JsonNode groups = Applications.ask(folder, ControlClient::scale).path("groups");
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("groups", groups);
            Json.print(shell, envelope, Map.of());
        } else {
            ScaleScreen.groups(groups, shell.outStyle()).forEach(shell.out()::println);
        }
        return Exit.OK;
    }

    static int tell(JsonNode group, Map<String, String> next, ParseResult options, Shell shell) {
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("group", group);
            Json.print(shell, envelope, next);
            return Exit.OK;
        }
        if (!group.isMissingNode()) {
            shell.out().println(ScaleScreen.line(group));
        }
        next.forEach((command, why) -> shell.say("`" + command + "` " + why));
        return Exit.OK;
    }

    private static PositionalParamSpec word(int place, String label, String description) {
        return Options.argument(label, String.class, description).toBuilder()
                .index(Integer.toString(place))
                .build();
    }

    private static List<String> words(ParseResult options) {
        return IntStream.range(0, 3)
                .mapToObj(place -> options.<String>matchedPositionalValue(place, null))
                .filter(Objects::nonNull)
                .toList();
    }

    private static int number(ParseResult options, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw wrong(options, "'" + text + "' is no number of instances");
        }
    }

    private static Map.Entry<String, Double> metric(ParseResult options, String text) {
        int equals = text.indexOf('=');
        try {
            if (equals > 0) {
                return Map.entry(
                        text.substring(0, equals), Double.valueOf(text.substring(equals + 1)));
            }
        } catch (NumberFormatException _) {
            // Answered below.
        }
        throw wrong(options, "'" + text + "' is not NAME=VALUE");
    }

    private static ParameterException wrong(ParseResult options, String words) {
        return new ParameterException(options.commandSpec().commandLine(), words);
    }
}
