package tenfold.sql.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Quote;
import tenfold.sql.client.TestServers;
import tenfold.testkit.TestPostgres;

@Timeout(120)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class SchemaTest {
    private static TestPostgres ours;
    private static TestPostgres theirs;
    private static Endpoint source;
    private static int number;

    @BeforeAll
    static void start() throws Exception {
        ours = TestServers.ours();
        theirs = TestServers.theirs();
        source = database(ours, "rich", "app");
        TestServers.run(
                TestServers.tcp(ours, "rich", "postgres"), // extensions
                "CREATE EXTENSION pg_trgm SCHEMA public; CREATE EXTENSION citext SCHEMA public");
        TestServers.run(TestServers.tcp(ours, "rich", "app"), RichSchema.in("rich"));
    }

    @AfterAll
    static void stop() throws IOException {
        ours.close();
        theirs.close();
    }

    private static Endpoint database(TestPostgres server, String name, String user)
            throws IOException {
        TestServers.makeDatabase(server, name, user);
        return TestServers.socket(server, name);
    }

    private static Schema read(Endpoint database) throws IOException {
        try (Connection connection = Route.open(database)) {
            return Schema.read(connection);
        }
    }

    private static Schema build(Schema schema, TestPostgres server) throws IOException {
        String name = "built" + number++;
        database(server, name, "owner_" + name);
        Endpoint target = TestServers.tcp(server, name, "owner_" + name);
        try (Connection connection = Route.open(target)) {
            var builder = new SchemaBuilder(connection, schema);
            builder.beforeRows();
            builder.afterRows();
        }
        return read(target);
    }

    private static List<String> statements(Schema schema) {
        return schema.objects().stream().map(SchemaObject::sql).toList();
    }

    @Test
    void readsSomethingOfEachKind() throws IOException {
        Schema schema = read(source);

        for (SchemaObject.Kind kind : SchemaObject.Kind.values()) {
            assertThat(schema.of(kind)).as(kind.name()).isNotEmpty();
        }
    }

    @Test
    void whatIsBuiltReadsAsWhatWasRead() throws IOException {
        Schema schema = read(source);

        assertThat(statements(build(schema, ours))).isEqualTo(statements(schema));
    }

    @Test
    void whatAnOlderVersionBuildsIsTheSameToTheLetterOfItsOwnWords() throws IOException {
        Schema older = build(read(source), theirs);
        Schema again = build(older, theirs);

        assertThat(statements(again)).isEqualTo(statements(older));
        assertThat(older.objects())
                .extracting(each -> each.kind() + " " + each.name())
                .isEqualTo(
                        read(source).objects().stream()
                                .map(each -> each.kind() + " " + each.name())
                                .toList());
    }

    @Test
    void whatTheTargetCannotHoldIsNamed() throws IOException {
        var schema =
                new Schema(
                        List.of(
                                new SchemaObject(
                                        SchemaObject.Kind.TABLE,
                                        "t",
                                        "CREATE TABLE public.t (x public.unknown_type)")));
        assertThatThrownBy(() -> build(schema, theirs))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("the target cannot hold this schema: t:")
                .hasMessageContaining("unknown_type");
    }

    @Test
    void theDigestChangesWithEachKindOfChangeAndNotWithRows() throws IOException {
        Schema before = read(source);
        try (Connection connection = TestServers.open(source)) {
            for (String change :
                    List.of(
                            "CREATE TABLE public.extra (id int PRIMARY KEY)",
                            "ALTER TABLE public.lines ADD COLUMN more int",
                            "ALTER TABLE public.lines ALTER COLUMN what SET DEFAULT 'x'",
                            "DROP INDEX public.people_about",
                            "CREATE OR REPLACE FUNCTION public.double(n int, OUT result int) LANGUAGE plpgsql AS 'BEGIN END'",
                            "ALTER TYPE public.mood RENAME VALUE 'sad' TO 'blue'",
                            "DROP TRIGGER noted ON public.people",
                            "COMMENT ON TABLE public.people IS 'else'")) {
                connection.query("BEGIN; " + change, TestServers.PATIENCE);
                assertThat(Schema.read(connection).digest())
                        .as(change)
                        .isNotEqualTo(before.digest());
                connection.query("ROLLBACK", TestServers.PATIENCE);
            }
            connection.query(
                    "BEGIN; TRUNCATE public.plain_key; CREATE TEMP TABLE t (x int); ANALYZE public.lines; SELECT nextval('public.tickets')",
                    TestServers.PATIENCE);
            assertThat(Schema.read(connection).digest()).isEqualTo(before.digest());
            connection.query("ROLLBACK", TestServers.PATIENCE);
        }
    }

    @Test
    void emptyingLeavesNothing() throws IOException {
        String name = "emptied";
        database(theirs, name, "owner_emptied");
        Endpoint target = TestServers.tcp(theirs, name, "owner_emptied");
        try (Connection connection = Route.open(target)) {
            var builder = new SchemaBuilder(connection, read(source));
            builder.beforeRows();
            builder.afterRows();
            new Side(connection).empty();
            assertThat(
                            connection
                                    .query(
                                            Unmovable.OBJECTS_OF_THE_APPLICATION,
                                            TestServers.PATIENCE)
                                    .one()
                                    .number(0))
                    .isZero();
        }
        assertThat(Quote.text("it's")).isEqualTo("'it''s'");
    }
}
