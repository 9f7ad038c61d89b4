package tenfold.sql.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.TestServers;
import tenfold.testkit.TestPostgres;

@Timeout(60)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class ComparisonTest {
    private static final String SCHEMA =
            """
            CREATE TABLE public.people (id bigint PRIMARY KEY, name text, born timestamptz, score float8);
            CREATE SCHEMA shop;
            CREATE TABLE shop."Odd names" (a int, "b c" text, n numeric GENERATED ALWAYS AS (a * 1.5) STORED, PRIMARY KEY (a, "b c"));
            CREATE TABLE public.events (at date, what text) PARTITION BY RANGE (at);
            CREATE TABLE public.events_1 PARTITION OF public.events FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');
            CREATE TABLE public.keyless (word text);
            CREATE SEQUENCE public.counter;
            CREATE SEQUENCE public.down INCREMENT -1;
            INSERT INTO public.people SELECT n, 'name ' || n, '2020-01-01'::timestamptz + n * interval '1 min', n / 7.0
              FROM generate_series(1, 3000) n;
            INSERT INTO shop."Odd names" SELECT n, 'it''s ' || n FROM generate_series(1, 50) n;
            INSERT INTO public.events SELECT '2024-01-01'::date + n, 'e' FROM generate_series(1, 40) n;
            INSERT INTO public.keyless VALUES ('twice'), ('twice'), ('once');
            SELECT setval('public.counter', 500);
            SELECT setval('public.down', -7)
            """;

    private static TestPostgres ours;
    private static TestPostgres theirs;

    private Endpoint here;
    private Endpoint there;
    private static int number;

    @BeforeAll
    static void start() throws Exception {
        ours = TestServers.ours();
        theirs = TestServers.theirs("timezone=Asia/Tokyo", "datestyle=German");
    }

    @AfterAll
    static void stop() throws IOException {
        ours.close();
        theirs.close();
    }

    @BeforeEach
    void fill() throws IOException {
        String name = "d" + number++;
        TestServers.makeDatabase(ours, name, "u" + name);
        TestServers.makeDatabase(theirs, name, "u" + name);
        here = TestServers.socket(ours, name);
        there = TestServers.tcp(theirs, name, "postgres");
        TestServers.run(here, SCHEMA);
        TestServers.run(there, SCHEMA);
    }

    private ComparisonResult compare() throws Exception {
        try (Connection original = TestServers.open(here);
                Connection copy = TestServers.open(there)) {
            String begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
            original.query(begin, TestServers.PATIENCE);
            copy.query(begin, TestServers.PATIENCE);
            return new Comparison(original, copy, List.of(), true, TestServers.PATIENCE)
                    .run((_, _) -> {});
        }
    }

    @Test
    void findsTheSameOnTwoVersionsWithDifferentSettings() throws Exception {
        ComparisonResult result = compare();

        assertThat(result.differing()).isEmpty();
        assertThat(result.same()).isTrue();
        assertThat(result.tables()).isEqualTo(4);
        assertThat(result.rows()).isEqualTo(3093);
    }

    @Test
    void namesTheKeyOfARowThatDiffersInOneCharacter() throws Exception {
        TestServers.run(there, "UPDATE public.people SET name = 'name 77X' WHERE id = 77");

        assertThat(compare().differing())
                .containsExactly(new Difference("public.people", "rows differ", List.of("(77)")));
    }

    @Test
    void namesRowsThatAreMissingOrTooMany() throws Exception {
        TestServers.run(
                there,
                "DELETE FROM shop.\"Odd names\" WHERE a = 3",
                "INSERT INTO public.people (id) VALUES (9001)");

        assertThat(compare().differing())
                .containsExactly(
                        new Difference(
                                "public.people", "3000 rows, the copy has 3001", List.of("(9001)")),
                        new Difference(
                                "shop.Odd names",
                                "50 rows, the copy has 49",
                                List.of("(3,\"it's 3\")")));
    }

    @Test
    void tellsNullFromNothing() throws Exception {
        TestServers.run(here, "UPDATE public.people SET name = NULL WHERE id = 5");
        TestServers.run(there, "UPDATE public.people SET name = '' WHERE id = 5");

        assertThat(compare().differing()).hasSize(1);
    }

    @Test
    void seesARowThatIsThereTwiceInsteadOfOnce() throws Exception {
        TestServers.run(
                there,
                "TRUNCATE public.keyless",
                "INSERT INTO public.keyless VALUES ('once'), ('once'), ('twice')");

        assertThat(compare().differing())
                .containsExactly(new Difference("public.keyless", "rows differ", List.of()));
    }

    @Test
    void seesTablesAndColumnsOfOneSideOnly() throws Exception {
        TestServers.run(here, "CREATE TABLE public.a (x int)");
        TestServers.run(
                there,
                "CREATE TABLE public.b ()",
                "ALTER TABLE public.keyless ADD COLUMN extra int");

        assertThat(compare().differing())
                .extracting(each -> each.name() + ": " + each.what())
                .containsExactly(
                        "public.a: missing in the copy",
                        "public.b: only in the copy",
                        "public.keyless: has other columns");
    }

    @Test
    void namesAFewKeysOfManyDifferences() throws Exception {
        TestServers.run(there, "UPDATE public.people SET score = score + 1");

        Difference found = compare().differing().getFirst();
        assertThat(found.keys()).hasSizeBetween(1, Comparison.KEYS_MAX);
    }

    @Test
    void aSequenceMayBeAheadButNotBehind() throws Exception {
        TestServers.run(
                there, "SELECT setval('public.counter', 532)", "SELECT setval('public.down', -40)");
        assertThat(compare().differing()).isEmpty();

        TestServers.run(
                there, "SELECT setval('public.counter', 499)", "SELECT setval('public.down', -6)");
        assertThat(compare().differing())
                .containsExactly(
                        new Difference("public.counter", "at 500, the copy at 499", List.of()),
                        new Difference("public.down", "at -7, the copy at -6", List.of()));
    }

    @Test
    void tellsHowFarItIs() throws Exception {
        var rows = new AtomicLong();
        try (Connection original = TestServers.open(here);
                Connection copy = TestServers.open(there)) {
            new Comparison(original, copy, List.of("shop"), true, TestServers.PATIENCE)
                    .run((_, done) -> rows.set(done));
        }
        assertThat(rows.get()).isEqualTo(3043);
    }
}
