package tenfold.sql.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tenfold.model.LoadReport;
import tenfold.sql.client.ClientLimits;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Result;
import tenfold.sql.parse.Kind;
import tenfold.sql.parse.Plans;
import tenfold.sql.parse.Statement;

/// Looks at the primary's sessions once a second. Owns a virtual thread and a connection; a second
/// connection, as the application's own user, is opened for a moment when a plan is asked for.
public final class LoadSampler implements AutoCloseable {
    /// Whom to ask: the administrator sees all sessions, the owner's statements are explained.
    public record Subject(Endpoint administrator, Endpoint owner) {}

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// A plan is asked for when one statement is this much of everything ...
    private static final double SHARE_MIN = 0.3;

    /// ... and keeps about this many sessions busy ...
    private static final double ACTIVE_MIN = 0.2;

    /// ... no sooner after the last plan than this.
    private static final long PLAN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int REMEDIES_MAX = 32;
    private static final Map<String, String> NAMED = Map.of("application_name", "tenfold");
    private static final ClientLimits LIMITS = new ClientLimits(PATIENCE, 4 << 20, 4L << 20);

    private static final String PARAMETERS =
            "SELECT cardinality(parameter_types) FROM pg_prepared_statements"
                    + " WHERE name = 'tenfold_look'";

    private final LoadWindow window = new LoadWindow();
    private final Plans plans = new Plans(16);
    private final Thread thread;

    /// By shape, the eldest first; an empty one says that its plan shows nothing.
    private final Map<String, String> remedies =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > REMEDIES_MAX;
                }
            };

    private volatile @Nullable Subject subject;
    private volatile LoadReport report = LoadReport.NONE;
    private volatile boolean closed;
    private long plannedAt = System.nanoTime() - PLAN_EVERY_NANOS;

    public LoadSampler() {
        thread = Thread.ofVirtual().name("load").start(this::run);
    }

    /// Looks at this primary from now on; at none when null.
    public void follow(@Nullable Subject now) {
        subject = now;
        LockSupport.unpark(thread);
    }

    public LoadReport report() {
        return report;
    }

    private void run() {
        while (!closed) {
            Subject asked = subject;
            if (asked != null) {
                watch(asked);
            }
            window.clear();
            report = LoadReport.NONE;
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    /// Until it is lost or another one is to be asked.
    private void watch(Subject asked) {
        try (Connection connection = Connection.open(asked.administrator(), NAMED, LIMITS)) {
            while (!closed && asked.equals(subject)) {
                long next = System.nanoTime() + EVERY_NANOS;
                Result seen = connection.query(ActiveSession.LOOK, PATIENCE);
                window.add(seen.rows().stream().map(ActiveSession::of).toList());
                explainHeaviest(asked.owner());
                report = window.report(found());
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException _) {
            // Down, or not yet up: it is tried again, and nothing is known meanwhile.
        }
    }

    private Map<String, String> found() {
        Map<String, String> all = new LinkedHashMap<>(remedies);
        all.values().removeIf(String::isEmpty);
        return all;
    }

    private void explainHeaviest(Endpoint owner) {
        LoadWindow.Heaviest heaviest = window.heaviest();
        if (heaviest == null
                || heaviest.share() < SHARE_MIN
                || heaviest.active() < ACTIVE_MIN
                || remedies.containsKey(heaviest.shape())
                || System.nanoTime() - plannedAt < PLAN_EVERY_NANOS
                || !isExplicable(heaviest.example(), owner)) {
            return;
        }
        plannedAt = System.nanoTime();
        remedies.put(heaviest.shape(), "");
        try {
            explain(heaviest.example().text(), owner)
                    .ifPresent(words -> remedies.put(heaviest.shape(), words));
        } catch (IOException _) {
            // It cannot be planned by itself, such as one on a temporary table.
        }
    }

    /// Only one whole statement that reads, and only with the rights of who sent it: planning may
    /// run functions that are declared to be constant.
    private boolean isExplicable(ActiveSession example, Endpoint owner) {
        if (!example.isWhole()
                || !example.user().equals(owner.user())
                || !example.database().equals(owner.database())) {
            return false;
        }
        byte[] text = example.text().getBytes(StandardCharsets.UTF_8);
        List<Statement> statements = plans.plan(text, 0, text.length, true).statements();
        return statements.size() == 1
                && statements.getFirst().kind() == Kind.READ
                && !statements.getFirst().has(Statement.EXPLAIN);
    }

    /// The plan for any values: with those of one moment it might be another one.
    private static Optional<String> explain(String text, Endpoint owner) throws IOException {
        try (Connection connection = Connection.open(owner, NAMED, LIMITS)) {
            connection.queries(
                    "BEGIN READ ONLY; SET LOCAL statement_timeout = 1000;"
                            + " SET LOCAL plan_cache_mode = force_generic_plan",
                    PATIENCE);
            connection.query("PREPARE tenfold_look AS " + text, PATIENCE);
            int parameters = (int) number(connection, PARAMETERS);
            String values =
                    parameters == 0
                            ? ""
                            : "("
                                    + String.join(", ", Collections.nCopies(parameters, "NULL"))
                                    + ")";
            List<String> plan =
                    connection
                            .query("EXPLAIN EXECUTE tenfold_look" + values, PATIENCE)
                            .rows()
                            .stream()
                            .map(row -> row.text(0))
                            .toList();
            Optional<Remedy.WholeTable> whole = Remedy.wholeTable(plan);
            if (whole.isEmpty()) {
                return Optional.empty();
            }
            String name = whole.get().table().replace("'", "''");
            long rows =
                    number(
                            connection,
                            "SELECT greatest(0, reltuples)::bigint FROM pg_class WHERE oid = '%s'::regclass"
                                    .formatted(name));
            return rows < Remedy.ROWS_MIN ? Optional.empty() : whole.map(one -> one.words(rows));
        }
    }

    private static long number(Connection connection, String query) throws IOException {
        return connection.query(query, PATIENCE).one().number(0);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
