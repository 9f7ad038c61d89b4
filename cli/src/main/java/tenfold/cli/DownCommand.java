package tenfold.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;
import tenfold.cli.client.ControlRefused;
import tenfold.cli.client.ControlUnreachable;
import tenfold.cli.client.NodeProcess;
import tenfold.cli.screen.Human;

/// `tenfold down`: asks control, or the process itself when control is dead, and waits for the end.
final class DownCommand implements Command {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration TELL_EVERY = Duration.ofSeconds(3);

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "down",
                                "Stop an application and everything that runs for it.",
                                "Lets running requests finish, stops the instances, then the database, and waits",
                                "for the end. Data stays. When nothing runs, that is success, too."));
        spec.addOption(
                Options.value(
                        "--timeout", "T", Duration.class, "How long to wait; default: 120s."));
        spec.usageMessage()
                .customSynopsis("tenfold down [DIR] [OPTIONS]")
                .footer("", "`tenfold up` takes it back: it goes on with the same data.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        ApplicationFolder folder =
                Applications.named(options, shell, Options.argument(options, Path.class));
        if (!Files.isDirectory(folder.application())) {
            throw Applications.notUp(folder);
        }
        Optional<NodeProcess> node = folder.node();
        if (node.isEmpty()) {
            return report(options, shell, folder, "is not up", Duration.ZERO);
        }
        long start = System.nanoTime();
        askToStop(folder, node.get(), shell);
        Duration patience = Options.find(options, "--timeout", Duration.class).orElse(PATIENCE);
        awaitEnd(node.get(), patience, shell);
        return report(
                options, shell, folder, "is down", Duration.ofNanos(System.nanoTime() - start));
    }

    private static void askToStop(ApplicationFolder folder, NodeProcess node, Shell shell)
            throws CommandFailed, IOException {
        shell.say("stopping " + folder.application() + " (pid " + node.pid() + ")");
        var access = folder.control();
        if (access.isPresent()) {
            try {
                new ControlClient(access.get()).down();
                return;
            } catch (ControlUnreachable | ControlRefused e) {
                shell.say("  " + e.getMessage() + "; telling the node itself");
            }
        }
        if (!node.terminate() && node.isAlive()) {
            throw new CommandFailed(
                    "this user may not stop process " + node.pid(),
                    "run the command as the user who ran `tenfold up`");
        }
    }

    private static void awaitEnd(NodeProcess node, Duration patience, Shell shell)
            throws CommandFailed, InterruptedException {
        CompletableFuture<ProcessHandle> ended = node.ended();
        long start = System.nanoTime();
        long waited = 0;
        while (waited < patience.toNanos()) {
            long slice = Math.min(TELL_EVERY.toNanos(), patience.toNanos() - waited);
            try {
                ended.get(slice, TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException _) {
                waited = System.nanoTime() - start;
                shell.say(
                        "  waiting for process "
                                + node.pid()
                                + " to stop everything, "
                                + Human.duration(Duration.ofNanos(waited)));
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new CommandFailed(
                "process " + node.pid() + " has not ended after " + Human.duration(patience),
                "`tenfold logs` shows what it does; `kill -9 "
                        + node.pid()
                        + "` ends it at once: nothing acknowledged is lost, its children die with it");
    }

    private static int report(
            ParseResult options,
            Shell shell,
            ApplicationFolder folder,
            String what,
            Duration took) {
        String up = Applications.upCommand(folder);
        if (Options.isSet(options, "--json")) {
            var envelope =
                    Json.envelope()
                            .put("application", folder.application().toString())
                            .put("up", false)
                            .put("millis", took.toMillis());
            Json.print(shell, envelope, Map.of(up, "starts it again with the same data"));
        } else {
            shell.out().println(folder.application() + " " + what);
            shell.say("`" + up + "` starts it with the same data");
        }
        return Exit.OK;
    }
}
