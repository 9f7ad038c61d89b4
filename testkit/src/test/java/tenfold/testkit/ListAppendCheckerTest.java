package tenfold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Anomaly.Kind;
import tenfold.testkit.Transaction.Operation;
import tenfold.testkit.Transaction.Operation.Append;
import tenfold.testkit.Transaction.Operation.Read;

class ListAppendCheckerTest {
    private static final int X = 1;
    private static final int Y = 2;

    private final List<Transaction> history = new ArrayList<>();
    private final Map<Integer, List<Integer>> atEnd = new HashMap<>();

    @Test
    void findsNothingInAnOrderlyHistory() {
        acked(append(X, 1), append(Y, 1));
        acked(read(X, 1), append(X, 2));
        acked(read(X, 1, 2), read(Y, 1));

        assertThat(kinds()).isEmpty();
    }

    @Test
    void findsALostAcknowledgedAppend() {
        acked(append(X, 1));
        acked(append(X, 2));
        atEnd.put(X, List.of(2));

        assertThat(kinds()).containsExactly(Kind.LOST_APPEND);
    }

    @Test
    void forgivesALostAppendOfUnknownOutcome() {
        add(Outcome.UNKNOWN, append(X, 1));
        atEnd.put(X, List.of());

        assertThat(kinds()).isEmpty();
    }

    @Test
    void findsAValueThatNobodyAppended() {
        acked(read(X, 7));

        assertThat(kinds()).containsExactly(Kind.GARBAGE);
    }

    @Test
    void findsAnAppendThatHappenedTwice() {
        acked(append(X, 1));
        acked(read(X, 1, 1));

        assertThat(kinds()).contains(Kind.DUPLICATE);
    }

    @Test
    void findsATransactionThatDoesNotSeeItsOwnAppend() {
        acked(append(X, 1), read(X));

        assertThat(kinds()).contains(Kind.INTERNAL);
    }

    @Test
    void findsAReadOfAnAbortedAppend() {
        add(Outcome.FAILED, append(X, 1));
        acked(read(X, 1));

        assertThat(kinds()).containsExactly(Kind.G1A);
    }

    @Test
    void findsAReadOfTheMiddleOfATransaction() {
        acked(append(X, 1), append(X, 2));
        acked(read(X, 1));
        acked(read(X, 1, 2));

        assertThat(kinds()).contains(Kind.G1B);
    }

    @Test
    void findsReadsThatDisagreeAboutTheOrder() {
        acked(append(X, 1));
        acked(append(X, 2));
        acked(read(X, 1, 2));
        acked(read(X, 2));

        assertThat(kinds()).contains(Kind.INCOMPATIBLE_ORDER);
    }

    @Test
    void findsWritesThatOvertookEachOther() {
        acked(append(X, 1), append(Y, 1));
        acked(append(X, 2), append(Y, 2));
        acked(read(X, 1, 2), read(Y, 2, 1));

        assertThat(kinds()).contains(Kind.G0);
    }

    @Test
    void findsTransactionsThatReadEachOther() {
        acked(append(X, 1), read(Y, 1));
        acked(append(Y, 1), read(X, 1));

        assertThat(kinds()).containsExactly(Kind.G1C);
    }

    @Test
    void findsALostUpdate() {
        acked(append(X, 1));
        acked(read(X, 1), append(X, 2));
        acked(read(X, 1), append(X, 3));
        acked(read(X, 1, 2, 3));

        assertThat(kinds()).containsExactly(Kind.G_SINGLE);
    }

    @Test
    void findsALongFork() {
        acked(append(X, 1));
        acked(append(Y, 1));
        acked(read(X, 1), read(Y));
        acked(read(Y, 1), read(X));

        assertThat(kinds()).containsExactly(Kind.G_NONADJACENT);
    }

    @Test
    void findsAWriteSkew() {
        acked(read(X), append(Y, 1));
        acked(read(Y), append(X, 1));
        acked(read(X, 1), read(Y, 1));

        assertThat(kinds()).containsExactly(Kind.G2_ITEM);
    }

    @Test
    void findsAStaleReadByTheClockAlone() {
        history.add(new Transaction(1, 0, 10, Outcome.ACKED, List.of(append(X, 1))));
        history.add(new Transaction(2, 20, 30, Outcome.ACKED, List.of(read(X))));
        history.add(new Transaction(3, 40, 50, Outcome.ACKED, List.of(read(X, 1))));

        assertThat(ListAppendChecker.check(history(), false)).isEmpty();
        assertThat(ListAppendChecker.check(history(), true))
                .extracting(Anomaly::kind)
                .containsExactly(Kind.G_SINGLE);
    }

    @Rounds(50)
    void findsNothingInASerialRunAndSomethingAfterOneAppendIsTakenOut(long seed) {
        var random = new Random(seed);
        Map<Integer, List<Integer>> lists = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            acked(serialTransaction(random, lists, i));
        }
        acked(append(X, 10_000));
        lists.computeIfAbsent(X, _ -> new ArrayList<>()).add(10_000);
        atEnd.putAll(lists);
        assertThat(ListAppendChecker.check(history(), true)).isEmpty();

        atEnd.put(X, lists.get(X).subList(0, lists.get(X).size() - 1));
        assertThat(kinds()).containsExactly(Kind.LOST_APPEND);
    }

    private static Operation[] serialTransaction(
            Random random, Map<Integer, List<Integer>> lists, int number) {
        var operations = new ArrayList<Operation>();
        for (int step = 0; step < 3; step++) {
            int key = random.nextInt(4);
            List<Integer> list = lists.computeIfAbsent(key, _ -> new ArrayList<>());
            if (random.nextBoolean()) {
                operations.add(new Read(key, list));
            } else {
                list.add(number * 3 + step);
                operations.add(new Append(key, number * 3 + step));
            }
        }
        return operations.toArray(Operation[]::new);
    }

    private ListAppendHistory history() {
        return new ListAppendHistory(history, atEnd);
    }

    private List<Kind> kinds() {
        return ListAppendChecker.check(history(), false).stream()
                .map(Anomaly::kind)
                .distinct()
                .toList();
    }

    private void acked(Operation... operations) {
        add(Outcome.ACKED, operations);
    }

    private void add(Outcome outcome, Operation... operations) {
        int id = history.size() + 1;
        history.add(new Transaction(id, id * 10L, id * 10L + 5, outcome, List.of(operations)));
    }

    private static Operation append(int key, int value) {
        return new Append(key, value);
    }

    private static Operation read(int key, Integer... seen) {
        return new Read(key, Arrays.asList(seen));
    }
}
