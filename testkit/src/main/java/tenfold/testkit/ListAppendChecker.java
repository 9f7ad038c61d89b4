package tenfold.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.testkit.Anomaly.Kind;
import tenfold.testkit.DependencyGraph.Reason;
import tenfold.testkit.Transaction.Operation;
import tenfold.testkit.Transaction.Operation.Append;
import tenfold.testkit.Transaction.Operation.Read;

/// Finds what is wrong with a history of transactions that append to lists and read them.
///
/// **How it works.** A list shows the order of its writes: whoever reads `[1, 2, 3]` proves that
/// the transaction that appended 2 stands between those of 1 and 3. The longest read of each list
/// is taken as its version order. From it follow *write-write* edges between the writers of
/// neighbours, *write-read* edges from the writer of the last value read to its reader, and
/// *read-write* edges from a reader to the writer of the first value it did not see; on request
/// also *real-time* edges from a transaction to all that began after its acknowledgement. What lies
/// on a cycle has no serial order. The idea is Elle's (Kingsbury and Alvaro, VLDB 2020), the names
/// are Adya's.
///
/// That an acknowledged append is gone, only the lists at the end can show.
public final class ListAppendChecker {
    private record Cell(int key, int value) {}

    private record Slot(int transaction, int key) {}

    private final List<Transaction> history;
    private final Map<Integer, List<Integer>> atEnd;
    private final boolean realTime;
    private final Map<Cell, Transaction> writers = new HashMap<>();
    private final Map<Slot, Integer> lastAppends = new HashMap<>();
    private final Map<Integer, List<Integer>> longest = new HashMap<>();
    private final List<Anomaly> anomalies = new ArrayList<>();
    private final DependencyGraph graph = new DependencyGraph();

    private ListAppendChecker(ListAppendHistory history, boolean realTime) {
        this.history = history.transactions();
        this.atEnd = history.atEnd();
        this.realTime = realTime;
    }

    /// All anomalies of `history`; with `realTime`, also those that only clocks on the wall prove.
    public static List<Anomaly> check(ListAppendHistory history, boolean realTime) {
        return new ListAppendChecker(history, realTime).run();
    }

    private List<Anomaly> run() {
        indexAppends();
        committed().forEach(this::checkAlone);
        atEnd.forEach((key, list) -> longest.merge(key, list, ListAppendChecker::longer));
        committed().forEach(this::checkAgainstLongest);
        atEnd.forEach((key, list) -> checkOrder(key, list, "the end"));
        committed().forEach(this::checkKept);
        longest.forEach(this::orderWrites);
        committed().forEach(this::orderReads);
        if (realTime) {
            orderByClock();
        }
        Map<Integer, Transaction> byId = new HashMap<>();
        history.forEach(transaction -> byId.put(transaction.id(), transaction));
        for (Set<Integer> knot : graph.knots()) {
            List<Transaction> some = new ArrayList<>();
            knot.stream().limit(3).forEach(id -> addKnown(byId.get(id), some));
            flag(graph.classify(knot), knot.size() + " transactions, such as " + some);
        }
        return List.copyOf(anomalies);
    }

    private static void addKnown(@Nullable Transaction transaction, List<Transaction> to) {
        if (transaction != null) {
            to.add(transaction);
        }
    }

    private List<Transaction> committed() {
        return history.stream().filter(Transaction::isCommitted).toList();
    }

    private void flag(Kind kind, String evidence) {
        anomalies.add(new Anomaly(kind, evidence));
    }

    private void indexAppends() {
        for (Transaction transaction : history) {
            for (Operation operation : transaction.operations()) {
                if (operation instanceof Append(int key, int value)) {
                    writers.put(new Cell(key, value), transaction);
                    lastAppends.put(new Slot(transaction.id(), key), value);
                }
            }
        }
    }

    /// What one transaction shows by itself, and the longest version of each list.
    private void checkAlone(Transaction transaction) {
        Map<Integer, List<Integer>> own = new HashMap<>();
        for (Operation operation : transaction.operations()) {
            switch (operation) {
                case Append(int key, int value) ->
                        own.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
                case Read read -> checkRead(transaction, read, own.get(read.key()));
            }
        }
    }

    private void checkRead(Transaction transaction, Read read, @Nullable List<Integer> ownBefore) {
        List<Integer> own = ownBefore == null ? List.of() : ownBefore;
        List<Integer> seen = read.seen();
        int foreign = seen.size() - own.size();
        if (foreign < 0 || !seen.subList(foreign, seen.size()).equals(own)) {
            flag(Kind.INTERNAL, "own appends " + own + " not at the end of " + transaction);
            return;
        }
        if (new HashSet<>(seen).size() != seen.size()) {
            flag(Kind.DUPLICATE, transaction.toString());
        }
        for (int value : seen) {
            Transaction writer = writers.get(new Cell(read.key(), value));
            if (writer == null) {
                flag(Kind.GARBAGE, "value " + value + " in " + transaction);
            } else if (writer.outcome() == Outcome.FAILED) {
                flag(Kind.G1A, transaction + " read " + value + " of " + writer);
            }
        }
        if (foreign > 0) {
            checkIntermediate(transaction, read.key(), seen.get(foreign - 1));
        }
        longest.merge(read.key(), seen, ListAppendChecker::longer);
    }

    private static List<Integer> longer(List<Integer> a, List<Integer> b) {
        return a.size() >= b.size() ? a : b;
    }

    private void checkIntermediate(Transaction reader, int key, int value) {
        Transaction writer = writers.get(new Cell(key, value));
        if (writer != null
                && writer.id() != reader.id()
                && lastAppends.getOrDefault(new Slot(writer.id(), key), value) != value) {
            flag(Kind.G1B, reader + " read the middle of " + writer);
        }
    }

    private void checkAgainstLongest(Transaction transaction) {
        for (Operation operation : transaction.operations()) {
            if (operation instanceof Read(int key, List<Integer> seen)) {
                checkOrder(key, seen, transaction);
            }
        }
    }

    private void checkOrder(int key, List<Integer> seen, Object reader) {
        List<Integer> full = longest.getOrDefault(key, List.of());
        if (!full.subList(0, Math.min(full.size(), seen.size())).equals(seen)) {
            flag(Kind.INCOMPATIBLE_ORDER, reader + " read " + seen + " against " + full);
        }
    }

    private void checkKept(Transaction transaction) {
        for (Operation operation : transaction.operations()) {
            if (operation instanceof Append(int key, int value)
                    && !atEnd.getOrDefault(key, List.of(value)).contains(value)) {
                flag(Kind.LOST_APPEND, value + " of " + transaction);
            }
        }
    }

    private void orderWrites(int key, List<Integer> order) {
        for (int i = 0; i + 1 < order.size(); i++) {
            Transaction first = writers.get(new Cell(key, order.get(i)));
            Transaction second = writers.get(new Cell(key, order.get(i + 1)));
            if (first != null && second != null) {
                graph.add(first.id(), second.id(), Reason.WRITE_WRITE);
            }
        }
    }

    /// Only the first touch of a list tells of others; later reads contain own appends.
    private void orderReads(Transaction reader) {
        Set<Integer> touched = new HashSet<>();
        for (Operation operation : reader.operations()) {
            if (touched.add(operation.key()) && operation instanceof Read read) {
                orderRead(reader, read);
            }
        }
    }

    private void orderRead(Transaction reader, Read read) {
        int size = read.seen().size();
        if (size > 0) {
            Transaction writer = writers.get(new Cell(read.key(), read.seen().get(size - 1)));
            if (writer != null) {
                graph.add(writer.id(), reader.id(), Reason.WRITE_READ);
            }
        }
        List<Integer> full = longest.getOrDefault(read.key(), List.of());
        if (size < full.size()) {
            Transaction writer = writers.get(new Cell(read.key(), full.get(size)));
            if (writer != null) {
                graph.add(reader.id(), writer.id(), Reason.READ_WRITE);
            }
        }
    }

    /// Each transaction comes after the last ones that had been acknowledged before it began; the
    /// earlier ones follow by transitivity.
    private void orderByClock() {
        List<Transaction> byBegin = new ArrayList<>(committed());
        byBegin.sort(Comparator.comparingLong(Transaction::begin));
        List<Transaction> byEnd = new ArrayList<>(byBegin);
        byEnd.sort(Comparator.comparingLong(Transaction::end));
        List<Transaction> frontier = new ArrayList<>();
        int ended = 0;
        for (Transaction transaction : byBegin) {
            while (byEnd.get(ended).end() < transaction.begin()) {
                Transaction done = byEnd.get(ended++);
                frontier.removeIf(earlier -> earlier.end() < done.begin());
                frontier.add(done);
            }
            frontier.forEach(done -> graph.add(done.id(), transaction.id(), Reason.REAL_TIME));
        }
    }
}
