package tenfold.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlAccess;
import tenfold.cli.client.ControlClient;
import tenfold.cli.client.ControlRefused;
import tenfold.cli.client.ControlUnreachable;
import tenfold.cli.screen.Human;
import tenfold.cli.screen.ReleaseScreen;
import tools.jackson.databind.JsonNode;

/// Watches one release until it serves all requests or has gone back, and says how far it is. The
/// release does not need it: it goes on when this ends.
final class Releasing {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration TELL_EVERY = Duration.ofSeconds(4);

    private Releasing() {}

    /// Who runs this command: the user who became root, or the user.
    static String who() {
        String sudo = System.getenv("SUDO_USER");
        return sudo == null ? System.getProperty("user.name", "somebody") : sudo;
    }

    static int follow(ApplicationFolder folder, JsonNode begun, ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        long number = begun.path("release").asLong(0);
        boolean turned = ReleaseScreen.goesBack(begun);
        shell.say("release " + number + (turned ? " goes back" : ""));
        JsonNode over = awaitEnd(folder, number, shell);
        boolean good = turned || !ReleaseScreen.goesBack(over);
        Map<String, String> steps = nextSteps(over);
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("release", over);
            Json.print(shell, envelope, steps);
        } else {
            ReleaseScreen.outcome(over, shell.outStyle()).forEach(shell.out()::println);
            steps.forEach((command, why) -> shell.say("`" + command + "` " + why));
        }
        return good ? Exit.OK : Exit.ROLLED_BACK;
    }

    private static Map<String, String> nextSteps(JsonNode release) {
        Map<String, String> steps = new LinkedHashMap<>();
        if (release.path("reversible").asBoolean(false)) {
            steps.put("tenfold rollback", "switches back at once");
            steps.put("tenfold deploy --complete", "stops the old version");
        } else if (ReleaseScreen.goesBack(release)) {
            steps.put("tenfold deploy", "tries again when it is mended");
        }
        return steps;
    }

    private static JsonNode awaitEnd(ApplicationFolder folder, long number, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        long startedAt = System.nanoTime();
        long toldAt = startedAt;
        String told = "";
        while (true) {
            Optional<JsonNode> release = look(folder, number);
            if (release.isPresent() && !release.get().path("running").asBoolean(false)) {
                return release.get();
            }
            String line = release.map(ReleaseScreen::progress).orElse("control does not answer");
            boolean news = !line.equals(told);
            if (news || System.nanoTime() - toldAt >= TELL_EVERY.toNanos()) {
                Duration since = Duration.ofNanos(System.nanoTime() - startedAt);
                shell.say("  " + line + (news ? "" : ", " + Human.duration(since)));
                told = line;
                toldAt = System.nanoTime();
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    /// Control may be away for a moment; the node must be there.
    private static Optional<JsonNode> look(ApplicationFolder folder, long number)
            throws CommandFailed, IOException {
        ControlAccess access = folder.control().orElseThrow(() -> Applications.notUp(folder));
        try {
            JsonNode all = new ControlClient(access).releases().path("releases");
            return Optional.of(
                    ReleasesCommand.find(all, number)
                            .orElseThrow(() ->
                                    new CommandFailed(
                                            "control does not remember release " + number,
                                            "`tenfold releases` shows all")));
        } catch (ControlUnreachable _) {
            if (folder.node().isEmpty()) {
                throw new CommandFailed(
                        "the application was stopped while release " + number + " was on its way",
                        "`"
                                + Applications.upCommand(folder)
                                + "` starts it, and the release goes on by itself");
            }
            return Optional.empty();
        } catch (ControlRefused e) {
            throw new CommandFailed(
                    Exit.FAILED, e.code(), String.valueOf(e.getMessage()), e.next());
        }
    }
}
