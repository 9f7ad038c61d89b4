package tenfold.sql.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.Signal;

/// Where a server lives, and what is done with its processes there.
record Home(DataFolder folder, PostgresTools tools, Path sockets) {
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();
    private static final long POLL_NANOS_MAX = Duration.ofMillis(100).toNanos();
    private static final Duration QUIT_GRACE = Duration.ofSeconds(5);

    /// Polls its own mark of readiness; false when it ended before.
    boolean awaitReady(ChildProcess started) throws IOException {
        long pause = POLL_NANOS;
        while (started.alive()) {
            var file = PostmasterFile.read(folder.path());
            if (file.isPresent() && file.get().pid() == started.pid() && file.get().ready()) {
                return true;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause + POLL_NANOS / 10, POLL_NANOS_MAX);
        }
        return false;
    }

    /// Backends notice the end of their server when they next wait; a busy one would block its
    /// successor until then. True when there were any.
    boolean endStragglers() {
        List<ProcessHandle> left =
                ProcessHandle.allProcesses()
                        .filter(each -> tools.backendOf(each, folder.path()))
                        .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        return !left.isEmpty();
    }

    /// A fast shutdown; an immediate one after `grace`, then KILL.
    static void stop(ChildProcess running, Duration grace) throws InterruptedException {
        running.signalLeader(Signal.INT);
        if (!endsWithin(running, grace)) {
            running.signalLeader(Signal.QUIT);
        }
        if (!endsWithin(running, QUIT_GRACE)) {
            running.stop(Signal.KILL, QUIT_GRACE);
        }
    }

    static boolean endsWithin(ChildProcess running, Duration patience) throws InterruptedException {
        try {
            running.exited().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
