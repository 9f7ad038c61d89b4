package tenfold.testkit;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tenfold.base.Check;

/// Remembers what clients were told about each record they appended, and judges what is there in
/// the end.
///
/// Every record has a fresh id from [#begin()]; until its outcome is recorded it is
/// [Outcome#UNKNOWN], so that a client killed in mid-write needs no care.
public final class AppendHistory {
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Outcome> outcomes = new ConcurrentHashMap<>();

    /// A new id, about to be written.
    public long begin() {
        long id = lastId.incrementAndGet();
        outcomes.put(id, Outcome.UNKNOWN);
        return id;
    }

    /// What the client of `id` was told. An answer once given does not change.
    public void end(long id, Outcome outcome) {
        Outcome before = outcomes.put(id, outcome);
        Check.that(before == Outcome.UNKNOWN, "id %d ends as %s, was %s", id, outcome, before);
    }

    public long acked() {
        return count(Outcome.ACKED);
    }

    public long unknown() {
        return count(Outcome.UNKNOWN);
    }

    /// Judges the ids of a final read, given with repetitions.
    public Verdict check(Collection<Long> found) {
        Map<Long, Integer> times = new HashMap<>();
        found.forEach(id -> times.merge(id, 1, Integer::sum));
        NavigableSet<Long> lost = new TreeSet<>();
        NavigableSet<Long> phantom = new TreeSet<>();
        NavigableSet<Long> doubled = new TreeSet<>();
        outcomes.forEach((id, outcome) -> {
            if (outcome == Outcome.ACKED && !times.containsKey(id)) {
                lost.add(id);
            }
        });
        times.forEach((id, count) -> {
            if (outcomes.getOrDefault(id, Outcome.FAILED) == Outcome.FAILED) {
                phantom.add(id);
            }
            if (count > 1) {
                doubled.add(id);
            }
        });
        return new Verdict(acked(), unknown(), lost, phantom, doubled);
    }

    private long count(Outcome wanted) {
        return outcomes.values().stream().filter(outcome -> outcome == wanted).count();
    }

    /// The judgement: `lost` were acknowledged and are not there, `phantom` are there though nobody
    /// wrote them or their client was told that they failed, `doubled` are there more than once.
    public record Verdict(
            long acked,
            long unknown,
            NavigableSet<Long> lost,
            NavigableSet<Long> phantom,
            NavigableSet<Long> doubled) {
        public boolean holds() {
            return lost.isEmpty() && phantom.isEmpty() && doubled.isEmpty();
        }
    }
}
