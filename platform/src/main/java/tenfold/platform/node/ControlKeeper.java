package tenfold.platform.node;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.ChildSpec;
import tenfold.base.process.Exit;
import tenfold.base.process.ProcessLauncher;

/// Keeps the control process running: starts it, and starts it again with growing pauses when it
/// ends.
final class ControlKeeper implements AutoCloseable {
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    /// A control that lived this long is not crash-looping.
    private static final Duration CALM = Duration.ofSeconds(10);

    private static final int LINES_SHOWN = 12;
    private static final Duration TURN_MAX = Duration.ofSeconds(3);
    private static final Duration TURN_POLL = Duration.ofMillis(20);

    private final ProcessLauncher launcher;
    private final ChildSpec spec;
    private final Consumer<String> messages;
    private final BooleanSupplier mayStart;
    private final Thread thread;
    private volatile @Nullable ChildProcess child;
    private volatile @Nullable String refusal;
    private volatile boolean closing;
    private int refusals;

    ControlKeeper(
            ProcessLauncher launcher,
            ChildSpec spec,
            Consumer<String> messages,
            BooleanSupplier mayStart) {
        this.launcher = launcher;
        this.spec = spec;
        this.messages = messages;
        this.mayStart = mayStart;
        this.thread = Thread.ofVirtual().name("control-keeper").start(this::run);
    }

    /// What control said when it ended because a person has to change something first.
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /// 0 while control does not run.
    long pid() {
        ChildProcess running = child;
        return running == null ? 0 : running.pid();
    }

    private void run() {
        var backoff = new Backoff();
        try {
            awaitTurn();
            while (!closing) {
                long started = System.nanoTime();
                String ended = runOnce();
                if (closing) {
                    return;
                }
                if (System.nanoTime() - started > CALM.toNanos()) {
                    backoff.reset();
                }
                Duration pause = backoff.next();
                if (refusals != 1) { // the first is for whoever asks for it
                    messages.accept(
                            "starting control again in %d ms; it %s"
                                    .formatted(pause.toMillis(), ended));
                }
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Leaves the processors to what users wait for, but not for long.
    private void awaitTurn() throws InterruptedException {
        long deadline = System.nanoTime() + TURN_MAX.toNanos();
        while (!mayStart.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(TURN_POLL);
        }
    }

    private String runOnce() throws InterruptedException {
        try {
            ChildProcess started = launcher.start(spec);
            child = started;
            if (closing) {
                started.stop(STOP_GRACE);
            }
            Exit exit = started.exited().join();
            String words = String.join("\n", started.lastLines(LINES_SHOWN));
            boolean refused = exit.code() == ControlProcess.REFUSED;
            refusal = refused ? words : null;
            refusals += refused ? 1 : 0;
            return words.isEmpty()
                    ? exit.words()
                    : exit.words() + ":\n" + words.indent(4).stripTrailing();
        } catch (IOException e) {
            return "could not be started: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        closing = true;
        ChildProcess running = child;
        try {
            if (running != null) {
                running.stop(STOP_GRACE);
            }
            thread.interrupt();
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the launcher ends what is left
        }
    }
}
