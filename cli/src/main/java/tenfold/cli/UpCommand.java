package tenfold.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;

/// `tenfold up`: read here, done by the caller.
final class UpCommand implements Command {
    private static final int PORT_MAX = 65_535;

    private final List<String> command;
    private final ToIntFunction<UpRequest> up;

    /// `command` is what stood after `--`.
    UpCommand(List<String> command, ToIntFunction<UpRequest> up) {
        this.command = command;
        this.up = up;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "up",
                                "Run an application with everything it needs.",
                                "Builds what is missing, starts a database, the application and the edge, prints",
                                "five lines, and stays until Ctrl-C or `tenfold down`. A second `up` goes on with",
                                "the same data. Without tenfold.yaml the command is detected (a runnable jar,",
                                "package.json, Procfile) or given after `--`."));
        spec.addOption(
                Options.value(
                        "--port",
                        "N",
                        Integer.class,
                        "Where the application is reached; default: 8080."));
        spec.usageMessage()
                .customSynopsis("tenfold up [DIR] [--port N] [--data DIR] [--json] [-- COMMAND...]")
                .footer(
                        "",
                        "Examples:",
                        "  tenfold up examples/forum",
                        "  tenfold up . --port 9000 -- node server.js",
                        "",
                        "`tenfold down` takes it back: it stops everything and keeps the data.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) {
        Optional<Integer> port = Options.find(options, "--port", Integer.class);
        if (port.isPresent() && (port.get() < 1 || port.get() > PORT_MAX)) {
            throw new ParameterException(
                    options.commandSpec().commandLine(),
                    "port " + port.get() + " is not within 1 to " + PORT_MAX);
        }
        ApplicationFolder folder =
                Applications.named(options, shell, Options.argument(options, Path.class));
        return up.applyAsInt(
                new UpRequest(
                        folder.application(),
                        Options.find(options, "--data", Path.class).map(_ -> folder.data()),
                        port.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                        command,
                        Options.isSet(options, "--json")));
    }

    /// The folders that another process's `up` with these arguments is about.
    static Optional<ApplicationFolder> folderOf(List<String> arguments, Path workingFolder) {
        int dashes = arguments.indexOf("--");
        List<String> own = dashes < 0 ? arguments : arguments.subList(0, dashes);
        var line = new CommandLine(new UpCommand(List.of(), _ -> Exit.OK).spec());
        try {
            ParseResult options = line.parseArgs(own.toArray(String[]::new));
            Path application =
                    Options.find(options, "--app", Path.class)
                            .or(() -> Options.argument(options, Path.class))
                            .map(workingFolder::resolve)
                            .orElse(workingFolder);
            Optional<Path> data =
                    Options.find(options, "--data", Path.class).map(workingFolder::resolve);
            return Optional.of(ApplicationFolder.of(application, data));
        } catch (ParameterException _) {
            return Optional.empty();
        }
    }
}
