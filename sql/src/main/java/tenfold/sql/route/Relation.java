package tenfold.sql.route;

import java.util.Set;

/// What reading or writing the relations of one name means.
///
/// @param readable whether a replica can read it
/// @param simple whether a write to it changes nothing else
/// @param readsAll whether reading it reads tables that cannot be told
/// @param tables the tables that are read with it, by bare name
public record Relation(boolean readable, boolean simple, boolean readsAll, Set<String> tables) {
    public Relation {
        tables = Set.copyOf(tables);
    }

    /// The worst of both: two schemas may have the same name.
    Relation or(Relation other) {
        var all = new java.util.HashSet<>(tables);
        all.addAll(other.tables);
        return new Relation(
                readable && other.readable,
                simple && other.simple,
                readsAll || other.readsAll,
                all);
    }
}
