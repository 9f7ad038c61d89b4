package tenfold.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `tenfold completion`: a script that makes the shell complete commands and options.
final class CompletionCommand implements Command {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.command(
                        "completion",
                        "Print a completion script for bash or zsh.",
                        "  bash: source <(tenfold completion bash)   in ~/.bashrc",
                        "  zsh:  source <(tenfold completion zsh)    in ~/.zshrc, after compinit");
        spec.addPositional(Options.argument("SHELL", String.class, "bash or zsh; default: bash."));
        spec.usageMessage().customSynopsis("tenfold completion [bash|zsh]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) {
        Optional<String> name = Options.argument(options, String.class);
        String wanted = name.orElse("bash");
        CommandLine self = options.commandSpec().commandLine();
        if (!SHELLS.contains(wanted)) {
            throw new ParameterException(
                    self, "there is completion for bash and zsh, not " + wanted);
        }
        String script = AutoComplete.bash("tenfold", self.getParent());
        if (Options.isSet(options, "--json")) {
            Json.print(shell, Json.envelope().put("shell", wanted).put("script", script), Map.of());
        } else {
            shell.out().print(script);
        }
        return Exit.OK;
    }
}
