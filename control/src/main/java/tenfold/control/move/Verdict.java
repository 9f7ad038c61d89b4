package tenfold.control.move;

import java.time.Duration;

/// How far the leg under way has come true, by one report.
sealed interface Verdict {
    record Done(Proof proof) implements Verdict {}

    /// It goes on. When nothing of `progress` changes for `patience`, it has failed.
    record Waiting(Progress progress, Duration patience) implements Verdict {}

    record Failed(String reason) implements Verdict {}
}
