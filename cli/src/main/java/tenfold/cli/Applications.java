package tenfold.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlAccess;
import tenfold.cli.client.ControlClient;
import tenfold.cli.client.ControlRefused;
import tenfold.cli.client.ControlUnreachable;
import tenfold.cli.client.RunningNodes;

/// Which application a command is about, and how to ask its control.
final class Applications {
    /// Control's code for a step or argument that it does not understand.
    private static final String STEP_ARGUMENT = "T-1405";

    private Applications() {}

    /// A call to control.
    interface Question<T> {
        T ask(ControlClient control) throws ControlUnreachable, ControlRefused;
    }

    /// The application named by `--app`, a folder argument or `--data`; else this folder.
    static ApplicationFolder named(ParseResult options, Shell shell, Optional<Path> folder) {
        Path application =
                Options.find(options, "--app", Path.class)
                        .or(() -> folder)
                        .map(shell.folder()::resolve)
                        .orElse(shell.folder());
        Optional<Path> data =
                Options.find(options, "--data", Path.class).map(shell.folder()::resolve);
        return ApplicationFolder.of(application, data);
    }

    /// Like [#named]; when nothing was named and this folder is no application, the only one that
    /// is up on this machine. For commands that only look.
    static ApplicationFolder chosen(ParseResult options, Shell shell, Optional<Path> folder)
            throws CommandFailed {
        ApplicationFolder named = named(options, shell, folder);
        boolean isNamed =
                folder.isPresent()
                        || Options.isSet(options, "--app")
                        || Options.isSet(options, "--data");
        if (isNamed || Files.exists(named.data())) {
            return named;
        }
        List<ApplicationFolder> all = RunningNodes.find(UpCommand::folderOf);
        List<ApplicationFolder> below =
                all.stream().filter(one -> one.application().startsWith(shell.folder())).toList();
        List<ApplicationFolder> running = below.isEmpty() ? all : below;
        if (running.size() == 1) {
            ApplicationFolder only = running.getFirst();
            shell.say("tenfold: " + only.application() + " is the application that is up");
            return only;
        }
        if (running.isEmpty()) {
            return named;
        }
        throw new CommandFailed(
                Exit.USAGE,
                "",
                "no application is in "
                        + named.application()
                        + ", and several are up: "
                        + String.join(
                                ", ",
                                running.stream().map(one -> one.application().toString()).toList()),
                "name one with --app DIR");
    }

    /// Asks control, and turns every way in which it does not answer into a cause and a next step.
    static <T> T ask(ApplicationFolder folder, Question<T> question)
            throws CommandFailed, IOException {
        ControlAccess access = folder.control().orElseThrow(() -> notUp(folder));
        try {
            return question.ask(new ControlClient(access));
        } catch (ControlRefused e) {
            throw new CommandFailed(exit(e), e.code(), String.valueOf(e.getMessage()), e.next());
        } catch (ControlUnreachable e) {
            if (folder.node().isEmpty()) {
                throw notUp(folder);
            }
            throw new CommandFailed(
                    e.getMessage() + ". The node runs and serves without it.",
                    "try again in some seconds: control is restarted by itself. `tenfold logs control"
                            + " --app "
                            + UpRequest.quoted(folder.application().toString())
                            + "` may say why");
        }
    }

    private static int exit(ControlRefused refused) {
        if (refused.byGuard()) {
            return Exit.REFUSED;
        }
        return refused.code().equals(STEP_ARGUMENT) ? Exit.USAGE : Exit.FAILED;
    }

    static CommandFailed notUp(ApplicationFolder folder) {
        if (!Files.isDirectory(folder.application())) {
            return new CommandFailed(
                    folder.application() + " is not a folder",
                    "name the folder of an application with --app DIR");
        }
        return new CommandFailed(
                "the application in " + folder.application() + " is not up",
                "`" + upCommand(folder) + "` starts it, and --app DIR names another one");
    }

    /// The command that starts it (again).
    static String upCommand(ApplicationFolder folder) {
        var command =
                new StringBuilder("tenfold up ")
                        .append(UpRequest.quoted(folder.application().toString()));
        if (!folder.data().equals(folder.application().resolve(".tenfold"))) {
            command.append(" --data ").append(UpRequest.quoted(folder.data().toString()));
        }
        return command.toString();
    }
}
