package tenfold.sql.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/// What all loops have learned of one database from the statements that passed.
final class Database {
    private final AtomicInteger epoch = new AtomicInteger();
    private volatile boolean readsSequences;

    /// How many schema changes were seen: names may mean other things after each.
    int epoch() {
        return epoch.get();
    }

    void schemaChanged() {
        epoch.incrementAndGet();
    }

    /// Whether any client ever asked for `currval` or `lastval`.
    boolean readsSequences() {
        return readsSequences;
    }

    void sequencesAreRead() {
        readsSequences = true;
    }
}
