package tenfold.sql.gateway;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Which prepared statements one server connection has, least recently used first.
final class ServerStatements {
    private final LinkedHashMap<Prepared, Prepared> named = new LinkedHashMap<>(16, 0.75f, true);
    private final int max;
    private @Nullable Prepared unnamed;

    ServerStatements(int max) {
        this.max = max;
    }

    boolean has(Prepared statement) {
        return named.get(statement) != null;
    }

    /// Adds a statement and returns the one to be closed for it, if there are too many.
    @Nullable Prepared add(Prepared statement) {
        Prepared eldest = null;
        if (named.size() >= max) {
            eldest = named.firstEntry().getKey();
            named.remove(eldest);
        }
        named.put(statement, statement);
        return eldest;
    }

    void remove(Prepared statement) {
        named.remove(statement);
    }

    /// Puts back a statement whose Close the server skipped, even above the limit.
    void restore(Prepared statement) {
        named.put(statement, statement);
    }

    void clear() {
        named.clear();
        unnamed = null;
    }

    int size() {
        return named.size();
    }

    @Nullable Prepared unnamed() {
        return unnamed;
    }

    void unnamed(@Nullable Prepared statement) {
        unnamed = statement;
    }
}
