package tenfold.control.grow;

import java.util.List;
import tenfold.control.move.TierServer;

/// How much of a machine's memory all database servers' buffers may take.
final class Budget {
    private static final double SHARE = 0.6;
    private static final int BUFFERS_MIN_MIB = 64;

    /// `forMachine` gives a quarter of a server's memory to its buffers.
    static final int BUFFERS_PART = 4;

    private Budget() {}

    static long of(long machineMib) {
        return (long) (machineMib * SHARE);
    }

    /// New replicas get what the others leave, at most what is usual and at least the least.
    static List<TierServer> fit(List<TierServer> added, Situation now) {
        long used =
                now.tier().servers().stream()
                        .mapToLong(one -> now.topology().memory(one).sharedBuffersMib())
                        .sum();
        long each = (of(now.room().memoryMib()) - used) / added.size();
        return added.stream()
                .map(one -> {
                    long usual = now.topology().memory(one).sharedBuffersMib();
                    if (each >= usual) {
                        return one;
                    }
                    long buffers = Math.max(BUFFERS_MIN_MIB, each);
                    return one.withMemory((int) buffers * BUFFERS_PART);
                })
                .toList();
    }
}
