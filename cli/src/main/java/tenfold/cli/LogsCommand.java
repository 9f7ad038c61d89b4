package tenfold.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlAccess;
import tenfold.cli.client.ControlClient;
import tenfold.cli.client.ControlRefused;
import tenfold.cli.client.ControlUnreachable;
import tenfold.cli.client.EventStream;
import tenfold.cli.client.LogFiles;
import tenfold.cli.screen.Style;
import tools.jackson.databind.JsonNode;

/// `tenfold logs`: the newest lines, and on request what is written from now on.
final class LogsCommand implements Command {
    private static final int LINES_DEFAULT = 100;
    private static final int LINES_MAX = 10_000;
    private static final int SEARCHED_LINES_MAX = 5_000;

    /// Control tells its own newest lines before the first `status`, and repeats what was written
    /// while we asked for ours until about the second.
    private static final int STATUSES_WITH_REPEATS = 2;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "logs",
                                "Show the newest lines of the logs.",
                                "SOURCE is an instance (web-1), a database server (pg-1), access, node or control.",
                                "Without it, the lines of all by time. Works when nothing runs, too."));
        spec.addPositional(Options.argument("SOURCE", String.class, "Which log; default: all."));
        spec.addOption(
                OptionSpec.builder("-f", "--follow")
                        .type(boolean.class)
                        .description("Go on with lines as they are written, until Ctrl-C.")
                        .build());
        spec.addOption(
                OptionSpec.builder("-n", "--lines")
                        .paramLabel("N")
                        .type(Integer.class)
                        .description("How many lines; default: 100, at most 10000.")
                        .build());
        spec.addOption(
                Options.value(
                        "--search",
                        "TEXT",
                        String.class,
                        "Only lines with this text, in rotated files too."));
        spec.addOption(
                Options.value(
                        "--level",
                        "LEVEL",
                        String.class,
                        "Only lines of this level or above: debug, info, warn, error."));
        spec.addOption(
                Options.value(
                        "--since",
                        "TIME",
                        Duration.class,
                        "Only lines of the last TIME: 10m, 24h."));
        spec.usageMessage()
                .customSynopsis(
                        "tenfold logs [SOURCE] [-f] [-n N] [OPTIONS]",
                        "tenfold logs [SOURCE] [--search TEXT] [--level LEVEL] [--since TIME] [OPTIONS]")
                .footer(
                        "",
                        "With a search, SOURCE may also be a service: web means all its instances.",
                        "With --json, each line is one JSON object.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        int lines = Options.find(options, "-n", Integer.class).orElse(LINES_DEFAULT);
        if (lines < 1 || lines > LINES_MAX) {
            throw new ParameterException(
                    options.commandSpec().commandLine(),
                    lines + " lines are not within 1 and " + LINES_MAX);
        }
        String source = Options.argument(options, String.class).orElse("");
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        var printer = new Printer(shell, Options.isSet(options, "--json"));
        Map<String, String> search = search(options, lines, source);
        if (!search.isEmpty()) {
            if (Options.isSet(options, "-f")) {
                throw new ParameterException(
                        options.commandSpec().commandLine(),
                        "-f follows all lines; it cannot search");
            }
            for (JsonNode line : Applications.ask(folder, control -> control.lines(search))) {
                printer.print(line);
            }
        } else if (Options.isSet(options, "-f")) {
            follow(folder, source, lines, printer);
        } else {
            tail(folder, source, lines, printer, shell);
        }
        return Exit.OK;
    }

    /// The parameters of a search; empty when none was asked for.
    private static Map<String, String> search(ParseResult options, int lines, String source) {
        var search = new TreeMap<String, String>();
        Options.find(options, "--search", String.class)
                .ifPresent(text -> search.put("search", text));
        Options.find(options, "--level", String.class)
                .ifPresent(level -> search.put("level", level));
        Options.find(options, "--since", Duration.class)
                .ifPresent(back -> search.put("since", Instant.now().minus(back).toString()));
        if (!search.isEmpty()) {
            search.put("lines", Integer.toString(Math.min(lines, SEARCHED_LINES_MAX)));
            if (!source.isEmpty()) {
                search.put("service", source);
            }
        }
        return search;
    }

    private static void tail(
            ApplicationFolder folder, String source, int lines, Printer printer, Shell shell)
            throws CommandFailed, IOException {
        Optional<ControlAccess> access = folder.control();
        if (access.isPresent()) {
            try {
                new ControlClient(access.get()).logs(source, lines).forEach(printer::print);
                return;
            } catch (ControlRefused e) {
                throw new CommandFailed(
                        Exit.FAILED, e.code(), String.valueOf(e.getMessage()), e.next());
            } catch (ControlUnreachable _) {
                shell.say("control does not answer; reading the files in " + folder.logs());
            }
        }
        var files = new LogFiles(folder.logs());
        List<String> sources = files.sources();
        if (sources.isEmpty()) {
            throw Applications.notUp(folder);
        }
        if (!source.isEmpty() && !sources.contains(source)) {
            throw new CommandFailed(
                    "there is no log '" + source + "' in " + folder.logs(),
                    "there are: " + String.join(", ", sources));
        }
        files.tail(source, lines).forEach(printer::print);
    }

    private static void follow(ApplicationFolder folder, String source, int lines, Printer printer)
            throws CommandFailed, IOException {
        var following = new Following(folder, source, lines, printer);
        try (EventStream events = Applications.ask(folder, ControlClient::events)) {
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                switch (event.get().name()) {
                    case "status" -> following.status();
                    case "log" -> following.line(event.get().data());
                    default -> {}
                }
            }
        }
        throw new CommandFailed(
                "control has ended", "`tenfold status` shows whether the application is up");
    }

    /// Joins the newest lines and the stream of new ones: the first status says that the stream
    /// runs, then the newest lines are asked for, and what the stream repeats of them is passed
    /// over.
    private static final class Following {
        private final ApplicationFolder folder;
        private final String source;
        private final int lines;
        private final Printer printer;
        private final Set<String> shown = new HashSet<>();
        private int statuses;

        Following(ApplicationFolder folder, String source, int lines, Printer printer) {
            this.folder = folder;
            this.source = source;
            this.lines = lines;
            this.printer = printer;
        }

        void status() throws CommandFailed, IOException {
            statuses++;
            if (statuses > 1) {
                return;
            }
            for (JsonNode line : Applications.ask(folder, control -> control.logs(source, lines))) {
                printer.print(line);
                shown.add(line.toString());
            }
        }

        void line(JsonNode line) {
            boolean wanted = source.isEmpty() || source.equals(line.path("source").asString(""));
            boolean repeated = statuses <= STATUSES_WITH_REPEATS && shown.contains(line.toString());
            if (statuses > 0 && wanted && !repeated) {
                printer.print(line);
            }
        }
    }

    /// Prints lines for people or programs.
    private record Printer(Shell shell, boolean json) {
        void print(JsonNode line) {
            shell.out().println(json ? line.toString() : readable(line, shell.outStyle()));
        }

        private static String readable(JsonNode line, Style style) {
            return style.faint(time(line.path("at").asString("")))
                    + " "
                    + style.strong(line.path("source").asString("?"))
                    + " "
                    + line.path("line").asString("");
        }

        private static String time(String at) {
            try {
                return TIME.format(Instant.parse(at).atZone(ZoneId.systemDefault()));
            } catch (DateTimeParseException _) {
                return "            ";
            }
        }
    }
}
