package tenfold.sql.route;

import java.util.HashSet;
import java.util.Set;

/// What a query text reads and changes, by its text and the catalogue.
///
/// @param onReplica whether a replica may run it
/// @param readsAll whether it may read any table, else it reads only `reads`
/// @param writesAll whether it may change any table, else it changes only `writes`
/// @param observes whether its answer shows anything of tables that it does not change
/// @param changesCatalogue whether the catalogue must be read anew after it
public record Judgement(
        boolean onReplica,
        boolean readsAll,
        Set<String> reads,
        boolean writesAll,
        Set<String> writes,
        boolean observes,
        boolean changesCatalogue) {
    /// Of what is not understood: it may read and change everything.
    public static final Judgement ANYTHING =
            new Judgement(false, true, Set.of(), true, Set.of(), true, true);

    /// The same of what defines nothing.
    public static final Judgement ANY_ROWS =
            new Judgement(false, true, Set.of(), true, Set.of(), true, false);

    public Judgement {
        reads = Set.copyOf(reads);
        writes = Set.copyOf(writes);
    }

    public boolean changesNothing() {
        return !writesAll && writes.isEmpty();
    }

    /// The same, but no replica may run it.
    public Judgement onPrimary() {
        return new Judgement(false, readsAll, reads, writesAll, writes, observes, changesCatalogue);
    }

    /// Both in one transaction.
    public Judgement and(Judgement other) {
        return new Judgement(
                onReplica && other.onReplica,
                readsAll || other.readsAll,
                union(reads, other.reads),
                writesAll || other.writesAll,
                union(writes, other.writes),
                observes || other.observes,
                changesCatalogue || other.changesCatalogue);
    }

    private static Set<String> union(Set<String> left, Set<String> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return left.isEmpty() ? right : left;
        }
        Set<String> both = new HashSet<>(left);
        both.addAll(right);
        return both;
    }
}
