package tenfold.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Runs one command line and returns its exit code. See the package's front page.
public final class CommandLineInterface {
    /// Commands that are about all commands.
    private static final Set<String> ABOUT_ALL = Set.of("help", "completion");

    private final Shell shell;
    private final Map<String, Command> commands;

    private CommandLineInterface(
            Shell shell, List<String> afterDashes, ToIntFunction<UpRequest> up) {
        this.shell = shell;
        this.commands = commands(afterDashes, up);
    }

    /// Runs the command that `args` name. `up` is called for `tenfold up` and returns when the
    /// application is down again; everything else happens here.
    public static int run(String[] args, Shell shell, ToIntFunction<UpRequest> up) {
        List<String> words = List.of(args);
        int dashes = words.indexOf("--");
        boolean split = dashes > 0 && words.getFirst().equals("up");
        List<String> own = split ? words.subList(0, dashes) : words;
        List<String> after = split ? words.subList(dashes + 1, words.size()) : List.of();
        return new CommandLineInterface(shell, after, up).run(own);
    }

    /// Every command in the order of help.
    private static Map<String, Command> commands(
            List<String> afterDashes, ToIntFunction<UpRequest> up) {
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put("up", new UpCommand(afterDashes, up));
        commands.put("down", new DownCommand());
        commands.put("status", new StatusCommand());
        commands.put("deploy", new DeployCommand());
        commands.put("rollback", new RollbackCommand());
        commands.put("releases", new ReleasesCommand());
        commands.put("zone", new ZoneCommand());
        commands.put("scale", new ScaleCommand());
        commands.put("reclaim", new ReclaimCommand());
        commands.put("plan", new PlanCommand());
        commands.put("grow", new GrowCommand());
        commands.put("undo", new UndoCommand());
        commands.put("complete", new CompleteCommand());
        commands.put("switch", new SwitchCommand());
        commands.put("moves", new MovesCommand());
        commands.put("failover", new FailoverCommand());
        commands.put("purge", new PurgeCommand());
        commands.put("logs", new LogsCommand());
        commands.put("metrics", new MetricsCommand());
        commands.put("alarms", new AlarmsCommand());
        commands.put("env", new EnvCommand());
        commands.put("load", new LoadCommand());
        commands.put("doctor", new DoctorCommand());
        commands.put("version", new VersionCommand());
        commands.put("completion", new CompletionCommand());
        commands.put("help", new HelpCommand());
        return commands;
    }

    private static CommandLine root(Map<String, Command> commands) {
        CommandSpec spec = CommandSpec.create().name("tenfold");
        commands.forEach((name, command) -> spec.addSubcommand(name, command.spec()));
        return new CommandLine(spec);
    }

    /// The commands as picocli knows them, for the reference page.
    static CommandLine describe() {
        return root(commands(List.of(), _ -> Exit.OK));
    }

    private int run(List<String> words) {
        if (words.isEmpty() || List.of("--help", "-h").contains(words.getFirst())) {
            shell.out().print(HelpText.all(root(commands)));
            return Exit.OK;
        }
        String name = words.getFirst().equals("--version") ? "version" : words.getFirst();
        @Nullable Command command = commands.get(name);
        if (command == null) {
            String unknown = HelpText.unknown(root(commands), name);
            return usage(unknown, "`tenfold help` lists all commands");
        }
        // Describing all commands takes longer than most of them do.
        CommandLine root = root(ABOUT_ALL.contains(name) ? commands : Map.of(name, command));
        CommandLine described = Objects.requireNonNull(root.getSubcommands().get(name));
        List<String> line = new ArrayList<>(words);
        line.set(0, name);
        boolean json = words.contains("--json");
        try {
            ParseResult options = root.parseArgs(line.toArray(String[]::new)).subcommand();
            if (options.isUsageHelpRequested()) {
                shell.out().print(HelpText.of(described));
                return Exit.OK;
            }
            return command.run(options, shell);
        } catch (ParameterException e) {
            return usage(explain(e, described), "`tenfold help " + name + "` shows how it is used");
        } catch (CommandFailed e) {
            return failed(e, json);
        } catch (IOException e) {
            return failed(new CommandFailed(reason(e), "`tenfold doctor` looks for causes"), json);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        }
    }

    private int usage(String message, String next) {
        tell(message, next);
        return Exit.USAGE;
    }

    private int failed(CommandFailed failure, boolean json) {
        if (json) {
            Json.printFailure(shell, failure);
        }
        String code = failure.code().isEmpty() ? "" : failure.code() + " ";
        tell(code + failure.getMessage(), failure.next());
        return failure.exit();
    }

    private void tell(String message, String next) {
        shell.say(shell.errStyle().bad("tenfold:") + " " + message);
        shell.say("  next: " + next);
    }

    private static String explain(ParameterException e, CommandLine line) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            if (!word.startsWith("-")) {
                return "'" + word + "' is one argument too many";
            }
            String option = word.split("=", 2)[0];
            return "there is no option "
                    + option
                    + HelpText.nearest(option, line.getCommandSpec().optionsMap().keySet())
                            .map(known -> "; did you mean " + known + "?")
                            .orElse("");
        }
        return String.valueOf(e.getMessage());
    }

    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName();
        return kind.equals("IOException")
                ? String.valueOf(e.getMessage())
                : kind.replace("Exception", "") + ": " + e.getMessage();
    }
}
