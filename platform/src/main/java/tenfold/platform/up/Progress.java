package tenfold.platform.up;

import java.io.PrintStream;
import java.time.Duration;

/// Says on standard error what is being waited for: at each change, and at least every four seconds.
final class Progress {
    private static final long SILENCE_NANOS_MAX = Duration.ofSeconds(4).toNanos();

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
        shownAt = System.nanoTime();
        err.println("  " + what);
    }

    /// Shows what is still being waited for, unless the same was said a moment ago.
    synchronized void waiting(String what) {
        long now = System.nanoTime();
        if (!what.equals(shown)) {
            step(what);
        } else if (now - shownAt > SILENCE_NANOS_MAX) {
            shownAt = now;
            err.println("  " + what + " (" + (now - started) / 1_000_000_000 + " s)");
        }
    }
}
