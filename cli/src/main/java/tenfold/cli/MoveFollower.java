package tenfold.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlAccess;
import tenfold.cli.client.ControlClient;
import tenfold.cli.client.ControlRefused;
import tenfold.cli.client.ControlUnreachable;
import tenfold.cli.screen.Human;
import tenfold.cli.screen.MoveScreen;
import tools.jackson.databind.JsonNode;

/// Watches one step of growth until it is over, and says how far it is. The step does not need it:
/// it goes on when this ends.
final class MoveFollower {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration TELL_EVERY = Duration.ofSeconds(4);

    private final ApplicationFolder folder;
    private final long number;
    private final Shell shell;
    private String told = "";
    private final long startedAt = System.nanoTime();
    private long toldAt;

    MoveFollower(ApplicationFolder folder, long number, Shell shell) {
        this.folder = folder;
        this.number = number;
        this.shell = shell;
    }

    /// Returns the step when it is over.
    JsonNode awaitEnd() throws CommandFailed, IOException, InterruptedException {
        var farewell = new Thread(this::sayThatItGoesOn, "farewell");
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            return follow();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(farewell);
            } catch (IllegalStateException _) {
                // This process is ending, and the hook says so.
            }
        }
    }

    private void sayThatItGoesOn() {
        shell.say("");
        shell.say("step " + number + " goes on without this command");
        shell.say("  `tenfold moves --follow` shows how far it is, `tenfold undo` takes it back");
    }

    private JsonNode follow() throws CommandFailed, IOException, InterruptedException {
        toldAt = startedAt;
        while (true) {
            Optional<JsonNode> move = look();
            if (move.isPresent() && !move.get().path("running").asBoolean(false)) {
                return move.get();
            }
            String line = move.map(MoveScreen::progress).orElse("control does not answer");
            boolean news = !line.equals(told);
            long silent = System.nanoTime() - toldAt;
            if (news || silent >= TELL_EVERY.toNanos()) {
                shell.say(news ? "  " + line : "  " + line + ", " + sinceStart());
                told = line;
                toldAt = System.nanoTime();
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private String sinceStart() {
        return Human.duration(Duration.ofNanos(System.nanoTime() - startedAt));
    }

    /// Control may be away for a moment; the node must be there.
    private Optional<JsonNode> look() throws CommandFailed, IOException {
        ControlAccess access = folder.control().orElseThrow(() -> Applications.notUp(folder));
        try {
            for (JsonNode move : new ControlClient(access).moves().path("moves")) {
                if (move.path("number").asLong(-1) == number) {
                    return Optional.of(move);
                }
            }
            throw new CommandFailed(
                    "control does not remember step " + number, "`tenfold moves` shows all");
        } catch (ControlUnreachable _) {
            if (folder.node().isEmpty()) {
                throw new CommandFailed(
                        "the application was stopped while step " + number + " ran",
                        "`"
                                + Applications.upCommand(folder)
                                + "` starts it, and the step goes on by itself");
            }
            return Optional.empty();
        } catch (ControlRefused e) {
            throw new CommandFailed(
                    Exit.FAILED, e.code(), String.valueOf(e.getMessage()), e.next());
        }
    }
}
