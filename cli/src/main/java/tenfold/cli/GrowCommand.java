package tenfold.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tools.jackson.databind.JsonNode;

/// `tenfold grow`: takes a step of the ladder on the running system.
final class GrowCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "grow",
                                "Take a step of growth on the running system.",
                                "  standby  a synchronous copy in a second zone, which takes over by itself",
                                "  replica  copies that answer reads; fewer with a smaller --count",
                                "  move     the database to another folder, or to any PostgreSQL by URL",
                                "  resize   more or less memory and connections for the database",
                                "  switch   make a standby the primary",
                                "  autoscale  as many instances of a service as its load needs",
                                "  cache    the edge answers itself what the application says is for all",
                                "Everything is checked first; the step is recorded, and goes on by itself if this",
                                "command or any process ends. At the end its proof is printed."));
        spec.addPositional(Options.argument("STEP", String.class, "Which step."));
        tierOptions(spec);
        spec.addOption(
                Options.value(
                        "--route",
                        "ROUTE",
                        String.class,
                        "cache: only this one, by its path, such as /assets."));
        autoscaleOptions(spec);
        spec.addOption(Options.flag("--restart", "resize: by a restart of the only server."));
        spec.addOption(
                Options.flag(
                        "--password-stdin",
                        "move: read the password of the URL's user from standard input."));
        spec.addOption(Options.flag("--dry-run", "Show every check and action; change nothing."));
        spec.usageMessage()
                .customSynopsis("tenfold grow STEP [OPTIONS]")
                .footer(
                        "",
                        "The password of a URL is asked for, or read from standard input, or taken from",
                        "PGPASSWORD; never from the command line. `tenfold undo` takes a step back.",
                        "Exit code 3: a check speaks against it. 4: it was tried and has gone back.");
        return spec;
    }

    private static void tierOptions(CommandSpec spec) {
        spec.addOption(
                Options.value(
                        "--durability",
                        "MODE",
                        String.class,
                        "standby: strict (default; writes wait without a standby) or available."));
        spec.addOption(
                Options.value(
                        "--count",
                        "N",
                        Integer.class,
                        "replica: how many there are to be, to 15."));
        spec.addOption(
                Options.value(
                        "--to",
                        "WHERE",
                        String.class,
                        "move: a folder, or postgres://USER@HOST/DATABASE; switch: a server."));
        spec.addOption(
                Options.value(
                        "--memory", "SIZE", String.class, "resize: memory for data, such as 2GB."));
        spec.addOption(
                Options.value(
                        "--connections",
                        "N",
                        Integer.class,
                        "resize: connections from the gateway to each server, to 500."));
    }

    private static void autoscaleOptions(CommandSpec spec) {
        spec.addOption(
                Options.value(
                        "--service", "NAME", String.class, "autoscale: which; web by default."));
        spec.addOption(
                Options.value("--min", "N", Integer.class, "autoscale: the least instances; 2."));
        spec.addOption(
                Options.value("--max", "N", Integer.class, "autoscale: the most, to 64; 20."));
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        Optional<String> step = Options.argument(options, String.class);
        if (step.isEmpty()) {
            throw new ParameterException(
                    options.commandSpec().commandLine(),
                    "say which step: standby, replica, move, resize, switch, cache or"
                            + " autoscale");
        }
        boolean dryRun = Options.isSet(options, "--dry-run");
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        Map<String, String> arguments = arguments(step.get(), options, shell);
        JsonNode answer =
                Applications.ask(folder, control -> control.grow(step.get(), arguments, dryRun));
        return dryRun
                ? Growing.printDryRun(answer, options, shell)
                : Growing.follow(folder, answer.path("move"), false, options, shell);
    }

    private static Map<String, String> arguments(String step, ParseResult options, Shell shell)
            throws CommandFailed, IOException {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String name : new String[] {"durability", "memory", "route", "service"}) {
            Options.find(options, "--" + name, String.class)
                    .ifPresent(value -> arguments.put(name, value));
        }
        for (String name : new String[] {"count", "connections", "min", "max"}) {
            Options.find(options, "--" + name, Integer.class)
                    .ifPresent(count -> arguments.put(name, count.toString()));
        }
        if (Options.isSet(options, "--restart")) {
            arguments.put("restart", "true");
        }
        Optional<String> to = Options.find(options, "--to", String.class);
        if (to.isPresent() && to.get().contains("://")) {
            arguments.put("to", to.get());
            arguments.put("password", Passwords.of(to.get(), options, shell));
        } else if (to.isPresent()) {
            boolean isFolder = step.equals("move");
            arguments.put(
                    "to",
                    isFolder ? shell.folder().resolve(to.get()).normalize().toString() : to.get());
        }
        return arguments;
    }
}
