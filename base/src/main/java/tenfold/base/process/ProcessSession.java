package tenfold.base.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A child and everything it started that did not leave its session.
record ProcessSession(long leader) {
    private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();

    /// Whether the leader has made it yet.
    boolean led() {
        return ProcessTable.supported()
                ? ProcessTable.read(leader).filter(entry -> entry.session() == leader).isPresent()
                : Posix.groupExists(leader);
    }

    boolean alive() {
        return ProcessTable.supported()
                ? !ProcessTable.read().aliveIn(leader).isEmpty()
                : Posix.groupExists(leader);
    }

    void signal(Signal signal) {
        Posix.signalGroup(leader, signal);
        List<ProcessTable.Entry> members = ProcessTable.read().aliveIn(leader);
        for (var member : members) {
            if (member.group() != leader) {
                Posix.signal(member.pid(), signal);
            }
        }
    }

    /// Whether nobody is left at `deadlineNanos` ([System#nanoTime]).
    boolean endsBy(long deadlineNanos) {
        while (alive()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /// Kills until nobody is left, for at most `patience`: a process in an uninterruptible wait for
    /// a disk can outlive it.
    boolean kill(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            signal(Signal.KILL);
            if (endsBy(System.nanoTime() + 10 * POLL_NANOS)) {
                return true;
            }
        } while (System.nanoTime() - deadline < 0);
        return false;
    }
}
