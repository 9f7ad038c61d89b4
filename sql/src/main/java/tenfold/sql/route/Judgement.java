package tenfold.sql.route;

import java.util.Set;

/// What a query text reads and changes, by its text and the catalogue.
///
/// @param onReplica whether a replica may run it
/// @param readsAll whether it may read any table, else it reads only `reads`
/// @param writesAll whether it may change any table, else it changes only `writes`
/// @param changesCatalogue whether the catalogue must be read anew after it
public record Judgement(
        boolean onReplica,
        boolean readsAll,
        Set<String> reads,
        boolean writesAll,
        Set<String> writes,
        boolean changesCatalogue) {
    public Judgement {
        reads = Set.copyOf(reads);
        writes = Set.copyOf(writes);
    }

    public boolean changesNothing() {
        return !writesAll && writes.isEmpty();
    }
}
