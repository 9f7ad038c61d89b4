package tenfold.sql.logical;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Quote;
import tenfold.sql.client.TestServers;
import tenfold.testkit.Await;
import tenfold.testkit.TestPostgres;

/// A PostgreSQL 18 of ours and a PostgreSQL 15 of somebody else's, whose user is no superuser; and
/// for each test a database on both, ours with the rich schema.
final class MoveScene implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final TestPostgres ours;
    final TestPostgres theirs;
    private int number;
    private String name = "";
    private Endpoint source;
    private Endpoint application;
    private Endpoint target;
    private TestTier tier = new TestTier();
    private @Nullable LogicalMove move;

    MoveScene() throws Exception {
        ours = TestServers.ours();
        theirs = TestServers.theirs();
        TestServers.run(
                TestServers.socket(ours, "postgres"),
                "CREATE ROLE app LOGIN PASSWORD " + Quote.text(ours.password()));
        TestServers.run(
                TestServers.socket(theirs, "postgres"),
                "CREATE ROLE mover LOGIN REPLICATION PASSWORD " + Quote.text(theirs.password()),
                "GRANT SET ON PARAMETER session_replication_role TO mover");
        source = TestServers.socket(ours, name);
        application = source;
        target = source;
    }

    /// New databases, a new tier, and no move.
    void begin() throws IOException {
        name = "move" + number++;
        database(ours, "app");
        database(theirs, "mover");
        source = TestServers.socket(ours, name);
        application = TestServers.tcp(ours, name, "app");
        target = TestServers.tcp(theirs, name, "mover");
        TestServers.run(
                source,
                "CREATE EXTENSION pg_trgm SCHEMA public; CREATE EXTENSION citext SCHEMA public");
        TestServers.run(application, RichSchema.in(name));
        tier = new TestTier();
    }

    private void database(TestPostgres server, String owner) throws IOException {
        TestServers.run(
                TestServers.socket(server, "postgres"),
                "CREATE DATABASE %s OWNER %s TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8'"
                        .formatted(name, owner));
    }

    /// Slots belong to the whole server: they would be in the way of the next test.
    void end() throws IOException, InterruptedException {
        if (move != null) {
            move.close();
            move = null;
        }
        for (TestPostgres each : List.of(ours, theirs)) {
            try (Connection server = TestServers.open(TestServers.socket(each, name))) {
                new Side(server).endOthers();
                new Side(server).dropSlot("tenfold_move");
                new Side(server).dropSlot("tenfold_back");
            }
        }
    }

    /// As our superuser.
    Endpoint source() {
        return source;
    }

    /// As the role that owns the source.
    Endpoint application() {
        return application;
    }

    Endpoint target() {
        return target;
    }

    /// As the superuser there, whom a mover does not have.
    Endpoint targetRoot() {
        return TestServers.socket(theirs, name);
    }

    TestTier tier() {
        return tier;
    }

    LogicalMove move() {
        return java.util.Objects.requireNonNull(move);
    }

    LogicalMove open(Path folder, MoveWish.Goal goal) throws IOException {
        move =
                LogicalMove.open(
                        new MoveConfig(7, () -> source, target, folder.resolve("move"), tier),
                        goal);
        return move;
    }

    void await(MoveReport.Phase phase) throws Exception {
        Await.until(
                "phase " + phase,
                PATIENCE,
                () -> {
                    MoveStatus status = move().status();
                    assertThat(status.problems()).as("%s", status).isEmpty();
                    return status.phase() == phase;
                });
    }

    /// Waits for a problem in whose words all of these are.
    void awaitProblem(String... words) throws Exception {
        Await.until(
                "problem " + List.of(words),
                PATIENCE,
                () -> {
                    String problems = String.join("; ", move().status().problems());
                    return List.of(words).stream().allMatch(problems::contains);
                });
    }

    void awaitCompared() throws Exception {
        await(MoveReport.Phase.FOLLOWING);
        Await.until("compared", PATIENCE, () -> move().status().comparison() != null);
    }

    static void awaitMore(Writers writers, int more) throws Exception {
        int enough = writers.count() + more;
        Await.until("writes", PATIENCE, () -> writers.count() > enough);
    }

    boolean same(String table) throws IOException {
        String sum =
                "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM %s t"
                        .formatted(table);
        return TestServers.ask(source, sum).equals(TestServers.ask(target, sum));
    }

    boolean refusesTheApplication() {
        try {
            TestServers.ask(application, "SELECT 1");
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("53300");
        }
    }

    void assertNothingIsLeft() throws IOException {
        String slots =
                "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()";
        assertThat(TestServers.ask(source, slots)).isEqualTo("0");
        assertThat(TestServers.ask(target, slots)).isEqualTo("0");
        String own =
                "SELECT (SELECT count(*) FROM pg_publication)"
                        + " + (SELECT count(*) FROM pg_namespace WHERE nspname = 'tenfold_move')";
        assertThat(TestServers.ask(source, own)).isEqualTo("0");
        assertThat(TestServers.ask(target, own)).isEqualTo("0");
        assertThat(TestServers.ask(target, Unmovable.OBJECTS_OF_THE_APPLICATION)).isEqualTo("0");
        assertThat(TestServers.ask(application, "SHOW transaction_read_only")).isEqualTo("off");
    }

    @Override
    public void close() throws IOException {
        ours.close();
        theirs.close();
    }
}
