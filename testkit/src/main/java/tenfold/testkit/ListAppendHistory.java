package tenfold.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What clients of lists did and saw, and what the lists held after all of them had stopped.
///
/// Only lists that are keys of `atEnd` are judged for lost appends.
public record ListAppendHistory(List<Transaction> transactions, Map<Integer, List<Integer>> atEnd) {
    public ListAppendHistory {
        transactions = List.copyOf(transactions);
        Map<Integer, List<Integer>> copy = new HashMap<>();
        atEnd.forEach((key, list) -> copy.put(key, List.copyOf(list)));
        atEnd = Map.copyOf(copy);
    }
}
