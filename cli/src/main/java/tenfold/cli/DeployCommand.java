package tenfold.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;
import tenfold.cli.screen.ReleaseScreen;
import tools.jackson.databind.JsonNode;

/// `tenfold deploy`: releases what the application's folder holds now.
final class DeployCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "deploy",
                                "Release what the folder holds now, without a lost request.",
                                "The folder is copied and built, a migration runs if there is one, and the new",
                                "version starts beside the old one. It gets its requests by steps, compared with",
                                "the old one by errors and latency, and goes back by itself when it is worse."));
        spec.addOption(
                Options.value("--why", "TEXT", String.class, "What is new; kept in the history."));
        spec.addOption(
                Options.flag(
                        "--complete", "Stop the old version, which is kept running until then."));
        spec.usageMessage()
                .customSynopsis("tenfold deploy [DIR] [OPTIONS]")
                .footer(
                        "",
                        "`tenfold rollback` goes back, at once while the old version is kept.",
                        "Exit code 3: a check speaks against it. 4: it was tried and has gone back.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        ApplicationFolder folder =
                Applications.chosen(options, shell, Options.argument(options, Path.class));
        if (Options.isSet(options, "--complete")) {
            return complete(folder, options, shell);
        }
        String why = Options.find(options, "--why", String.class).orElse("");
        JsonNode answer = Applications.ask(folder, control -> control.deploy(Releasing.who(), why));
        return Releasing.follow(folder, answer.path("release"), options, shell);
    }

    private static int complete(ApplicationFolder folder, ParseResult options, Shell shell)
            throws CommandFailed, IOException {
        JsonNode release = Applications.ask(folder, ControlClient::completeRelease).path("release");
        // The first version has no files of its own.
        Map<String, String> steps =
                release.path("from").asLong(0) > 1
                        ? Map.of(ReleaseScreen.rollback(release), "starts the old version again")
                        : Map.of();
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("release", release);
            Json.print(shell, envelope, steps);
        } else {
            shell.out()
                    .println(
                            "release %s serves alone; the old version finishes its requests and stops"
                                    .formatted(release.path("release").asString("?")));
            steps.forEach((command, what) -> shell.say("`" + command + "` " + what));
        }
        return Exit.OK;
    }
}
