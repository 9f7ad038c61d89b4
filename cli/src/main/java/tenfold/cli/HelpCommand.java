package tenfold.cli;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `tenfold help`: all commands, or one of them.
final class HelpCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command("help", "Show all commands, or how one is used.");
        spec.addPositional(Options.argument("COMMAND", String.class, "The command to explain."));
        spec.usageMessage().customSynopsis("tenfold help [COMMAND]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) {
        CommandLine self = options.commandSpec().commandLine();
        CommandLine root = self.getParent();
        Optional<String> name = Options.argument(options, String.class);
        String text = name.isEmpty() ? HelpText.all(root) : one(self, root, name.get());
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            var commands = envelope.putArray("commands");
            root.getSubcommands()
                    .forEach((command, line) ->
                            commands.addObject()
                                    .put("name", command)
                                    .put("summary", HelpText.summary(line)));
            Json.print(shell, envelope.put("text", text), Map.of());
        } else {
            shell.out().print(text);
        }
        return Exit.OK;
    }

    private static String one(CommandLine self, CommandLine root, String name) {
        @Nullable CommandLine known = root.getSubcommands().get(name);
        if (known == null) {
            throw new ParameterException(self, HelpText.unknown(root, name));
        }
        return HelpText.of(known);
    }
}
