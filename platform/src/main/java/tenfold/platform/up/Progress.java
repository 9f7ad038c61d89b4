package tenfold.platform.up;

import java.io.PrintStream;
import java.time.Duration;

/// Says on standard error what is being waited for: at each change, and at least every four
/// seconds.
final class Progress {
    private static final Duration SILENCE_MAX = Duration.ofSeconds(4);

    private final PrintStream err;
    private final long started = System.nanoTime();
    private String shown = "";
    private long shownAt = started;

    Progress(PrintStream err) {
        this.err = err;
    }

    /// Shows a step that has begun.
    synchronized void step(String what) {
        shown = what;
        line(what);
    }

    /// Shows a line of a running step's own output.
    synchronized void line(String line) {
        shownAt = System.nanoTime();
        err.println("  " + line);
    }

    /// Shows what is still being waited for, unless the same was said a moment ago.
    synchronized void waiting(String what) {
        long now = System.nanoTime();
        if (!what.equals(shown)) {
            step(what);
        } else if (now - shownAt > SILENCE_MAX.toNanos()) {
            line(what + " (" + (now - started) / 1_000_000_000 + " s)");
        }
    }

    /// Repeats `what` while a step that says nothing itself runs; a step shorter than the longest
    /// silence is not mentioned.
    Running during(String what) {
        return new Running(
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Thread.sleep(Duration.ofSeconds(1));
                                while (true) {
                                    waiting(what);
                                    Thread.sleep(Duration.ofSeconds(1));
                                }
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        }));
    }

    /// A step in progress; close it when it is over.
    record Running(Thread thread) implements AutoCloseable {
        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
