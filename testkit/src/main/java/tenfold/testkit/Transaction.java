package tenfold.testkit;

import java.util.List;

/// One transaction of a list-append history, as its client saw it. Times are of
/// [System#nanoTime()].
public record Transaction(
        int id, long begin, long end, Outcome outcome, List<Operation> operations) {
    public Transaction {
        operations = List.copyOf(operations);
    }

    boolean isCommitted() {
        return outcome == Outcome.ACKED;
    }

    /// One step. A list is named by its key; a value is appended to a list at most once in a
    /// history.
    public sealed interface Operation {
        int key();

        record Append(int key, int value) implements Operation {}

        record Read(int key, List<Integer> seen) implements Operation {
            public Read {
                seen = List.copyOf(seen);
            }
        }
    }
}
