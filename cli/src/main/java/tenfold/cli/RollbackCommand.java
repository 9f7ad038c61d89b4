package tenfold.cli;

import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tools.jackson.databind.JsonNode;

/// `tenfold rollback`: brings an older version back.
final class RollbackCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "rollback",
                                "Bring the version before back, without a lost request.",
                                "While the old version is kept running, requests are switched at once. Later it is",
                                "started from its kept files, and switched when it is healthy. A release that is",
                                "still on its way is given up. Migrations are not taken back."));
        spec.addPositional(
                Options.argument("RELEASE", Long.class, "Which release; default: the one before."));
        spec.addOption(
                Options.value("--why", "TEXT", String.class, "The reason; kept in the history."));
        spec.usageMessage()
                .customSynopsis("tenfold rollback [RELEASE] [OPTIONS]")
                .footer("", "`tenfold releases` shows which releases are kept.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        Optional<Long> release = Options.argument(options, Long.class);
        String why = Options.find(options, "--why", String.class).orElse("");
        JsonNode answer =
                Applications.ask(
                        folder, control -> control.rollback(release, Releasing.who(), why));
        return Releasing.follow(folder, answer.path("release"), options, shell);
    }
}
