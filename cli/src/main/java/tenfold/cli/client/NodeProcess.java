package tenfold.cli.client;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The running node. Found by the line `pid start-time` of its lock file; the start time must
/// agree, because the kernel gives process ids to others later.
public final class NodeProcess {
    /// Linux tells start times through the boot time, which moves when the clock is set.
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private final ProcessHandle handle;
    private final Instant since;

    private NodeProcess(ProcessHandle handle, Instant since) {
        this.handle = handle;
        this.since = since;
    }

    static Optional<NodeProcess> find(String lockLine) {
        String[] parts = lockLine.split(" ", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        try {
            long pid = Long.parseLong(parts[0]);
            Instant written = Instant.parse(parts[1].strip());
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> startedAt(handle, written))
                    .map(handle -> new NodeProcess(handle, written));
        } catch (NumberFormatException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static boolean startedAt(ProcessHandle handle, Instant written) {
        return handle.info()
                .startInstant()
                .map(start -> Duration.between(start, written).abs())
                .filter(distance -> distance.compareTo(START_TOLERANCE) <= 0)
                .isPresent();
    }

    public long pid() {
        return handle.pid();
    }

    public Instant since() {
        return since;
    }

    public boolean isAlive() {
        return handle.isAlive();
    }

    /// Asks it to stop everything in order, as Ctrl-C does.
    public boolean terminate() {
        return handle.destroy();
    }

    /// Completes when it has ended.
    public CompletableFuture<ProcessHandle> ended() {
        return handle.onExit();
    }
}
