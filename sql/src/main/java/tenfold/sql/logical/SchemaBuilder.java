package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Quote;
import tenfold.sql.client.ServerError;

/// Makes a schema in an empty database.
///
/// What needs something that is not there yet is tried again after the rest, for as long as that
/// gets anything further: PostgreSQL knows what depends on what better than any order of ours.
final class SchemaBuilder {
    /// An index of a large table takes long.
    private static final Duration PATIENCE = Duration.ofHours(12);

    private final Connection target;
    private final Schema schema;
    private final String database;
    private List<SchemaObject> left = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    SchemaBuilder(Connection target, Schema schema) {
        this.target = target;
        this.schema = schema;
        this.database = Quote.name(target.endpoint().database());
    }

    /// Tables and what their columns need.
    void beforeRows() throws IOException {
        target.query("SET check_function_bodies = off", PATIENCE);
        left.addAll(schema.objects().stream().filter(each -> each.kind().beforeRows()).toList());
        makeWhatWorks();
        boolean tables = left.stream().anyMatch(each -> each.kind() != SchemaObject.Kind.FUNCTION);
        if (tables) { // a function may need a view, which comes later
            throw refusal();
        }
    }

    /// Everything that stands on the rows.
    void afterRows() throws IOException {
        target.query("SET check_function_bodies = off", PATIENCE);
        left.addAll(schema.objects().stream().filter(each -> !each.kind().beforeRows()).toList());
        makeWhatWorks();
        if (!left.isEmpty()) {
            throw refusal();
        }
    }

    private ReplayException refusal() {
        return new ReplayException(
                "the target cannot hold this schema: " + String.join("; ", problems));
    }

    private void makeWhatWorks() throws IOException {
        int before = Integer.MAX_VALUE;
        while (left.size() < before && !left.isEmpty()) {
            before = left.size();
            problems.clear();
            List<SchemaObject> failed = new ArrayList<>();
            for (SchemaObject each : left) {
                if (!made(each)) {
                    failed.add(each);
                }
            }
            left = failed;
        }
    }

    private boolean made(SchemaObject object) throws IOException {
        try {
            target.query(object.sql().replace(SchemaQueries.DATABASE, database), PATIENCE);
            return true;
        } catch (ServerError e) {
            if (Follower.heals(e.sqlState()) || e.fatal()) {
                throw e;
            }
            problems.add(object.name() + ": " + e.text());
            return false;
        }
    }
}
