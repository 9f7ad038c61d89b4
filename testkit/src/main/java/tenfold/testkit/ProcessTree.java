package tenfold.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A process and everything it started, as a target for faults.
public record ProcessTree(long root) {
    private static final int ROUNDS_MAX = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// The process ids that are alive now, the root first; empty when the root has ended.
    public List<Long> members() {
        return ProcessHandle.of(root).stream()
                .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    /// `kill -9` of all at one moment, as an out-of-memory killer or a power cut would.
    ///
    /// The tree is frozen first: otherwise a parent could react to the death of a child.
    public void kill() throws IOException, InterruptedException {
        List<Long> frozen = freeze();
        signal("KILL", frozen);
        for (long pid : frozen) {
            await("ends", () -> hasEnded(pid));
        }
    }

    /// `kill -9` of the root alone; what it started may notice or not.
    public void killRoot() throws IOException, InterruptedException {
        signal("KILL", List.of(root));
        await("ends", () -> hasEnded(root));
    }

    /// Stops all of it in mid-step (SIGSTOP): sockets stay open, nothing answers. Returns who.
    public List<Long> freeze() throws IOException, InterruptedException {
        List<Long> frozen = new ArrayList<>();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            List<Long> fresh = members().stream().filter(pid -> !frozen.contains(pid)).toList();
            if (fresh.isEmpty()) {
                return frozen;
            }
            signal("STOP", fresh);
            for (long pid : fresh) {
                await("stops", () -> hasEnded(pid) || isStopped(pid));
            }
            frozen.addAll(fresh);
        }
        throw new IOException("process " + root + " starts children faster than they are frozen");
    }

    /// Lets a frozen tree go on (SIGCONT): the zombie that believes no time has passed.
    public void thaw() throws IOException, InterruptedException {
        signal("CONT", members());
    }

    /// Sends a signal by name to the root.
    public void signalRoot(String name) throws IOException, InterruptedException {
        signal(name, List.of(root));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(String what, Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("not within " + PATIENCE + ": process " + root + " " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean isStopped(long pid) throws IOException {
        return ProcFiles.state(pid).map(state -> state == 'T').orElse(false);
    }

    private static boolean hasEnded(long pid) throws IOException {
        return ProcFiles.state(pid).map(state -> state == 'Z').orElse(true);
    }

    private static void signal(String name, List<Long> pids)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-s", name, "--"));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        // A process may end between being listed and being signalled, so the answer says nothing.
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
