package tenfold.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenfold purge`: lets the edge's cache forget answers.
final class PurgeCommand implements Command {
    /// What is to be forgotten.
    private record Wish(String kind, String value) {
        String words() {
            return kind.equals("all") ? "everything" : kind + " " + value;
        }
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "purge",
                                "Let the edge's cache forget answers.",
                                "When it returns with success, nothing older is served. A URL is http://HOST/PATH,",
                                "or /PATH for every scheme and host, with its query. It cannot be taken back: what",
                                "was forgotten is fetched again when it is asked for."));
        spec.addPositional(Options.argument("URL", String.class, "The answers of this URL."));
        spec.addOption(Options.value("--prefix", "URL", String.class, "All whose URL begins so."));
        spec.addOption(
                Options.value("--tag", "TAG", String.class, "All that named this in Cache-Tag."));
        spec.addOption(Options.flag("--all", "All answers."));
        spec.addOption(
                Options.flag(
                        "--soft",
                        "Keep them as stale: confirmed before use, and there when the application fails."));
        spec.usageMessage()
                .customSynopsis("tenfold purge URL | --prefix URL | --tag TAG | --all [OPTIONS]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        Wish wish = wish(options);
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        boolean soft = Options.isSet(options, "--soft");
        JsonNode answer =
                Applications.ask(folder, control -> control.purge(wish.kind(), wish.value(), soft));
        boolean done = answer.path("done").asBoolean(false);
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.setAll((ObjectNode) answer);
            Json.print(
                    shell,
                    envelope,
                    done ? Map.of() : Map.of("tenfold status", "shows whether the node reports"));
        } else if (done) {
            for (JsonNode edge : answer.path("edges")) {
                long count = edge.path("answers").asLong(0);
                shell.out()
                        .println(
                                "%s: %d %s %s"
                                        .formatted(
                                                edge.path("edge").asString("?"),
                                                count,
                                                count == 1 ? "answer" : "answers",
                                                soft ? "made stale" : "forgotten"));
            }
            shell.say("purged " + wish.words() + "; this cannot be taken back");
        } else {
            shell.say(
                    "the edge has not said yet that it has purged "
                            + wish.words()
                            + "; it will as soon as it can. `tenfold status` shows whether it reports");
        }
        return done ? Exit.OK : Exit.FAILED;
    }

    private static Wish wish(ParseResult options) {
        var wishes = new ArrayList<Wish>();
        Options.argument(options, String.class).ifPresent(url -> wishes.add(new Wish("url", url)));
        for (String kind : List.of("prefix", "tag")) {
            Options.find(options, "--" + kind, String.class)
                    .ifPresent(value -> wishes.add(new Wish(kind, value)));
        }
        if (Options.isSet(options, "--all")) {
            wishes.add(new Wish("all", ""));
        }
        if (wishes.size() != 1) {
            throw new ParameterException(
                    options.commandSpec().commandLine(),
                    "one of URL, --prefix, --tag and --all is needed");
        }
        return wishes.getFirst();
    }
}
