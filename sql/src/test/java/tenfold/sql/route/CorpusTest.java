package tenfold.sql.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Place;
import tenfold.sql.client.Tls;
import tenfold.sql.login.Credentials;
import tenfold.testkit.TestPostgres;

/// PostgreSQL decides whether what we call a read is one.
class CorpusTest {
    /// They test psql itself, or need most of an hour.
    private static final Set<String> LEFT_OUT =
            Set.of("psql", "psql_crosstab", "infinite_recurse", "stats", "tablespace");

    /// What most files read.
    private static final List<String> BASE = List.of("test_setup", "create_index");

    private static Endpoint endpoint(TestPostgres server) {
        return new Endpoint(
                new Place.Tcp(server.host(), server.port(), new Tls.Disabled()),
                "postgres",
                "postgres",
                new Credentials.Password(server.password()));
    }

    @Test
    @Timeout(120)
    void whatWeCallAReadIsOne() throws Exception {
        try (TestPostgres server = TestPostgres.start("fsync=off")) {
            var oracle = new ReadOracle(endpoint(server));
            oracle.run("reads", ours("reads.sql"));

            assertThat(oracle.wrong()).isEmpty();
            assertThat(oracle.missed()).isEmpty();
            assertThat(oracle.recognised()).isGreaterThan(90);
            long reads = oracle.judged();
            oracle.run("not reads", ours("not-reads.sql"));

            assertThat(oracle.judged()).isEqualTo(reads);
        }
    }

    private static List<PsqlScript.Piece> ours(String name) throws IOException {
        try (InputStream in = CorpusTest.class.getResourceAsStream(name)) {
            return new PsqlScript(Objects.requireNonNull(in).readAllBytes(), Map.of()).read();
        }
    }

    /// `sql/proof/reads` names the folder of the regression suite.
    @Test
    @EnabledIfSystemProperty(named = "tenfold.regress", matches = ".+")
    void whatWeCallAReadInTheRegressionSuiteIsOne() throws Exception {
        Path suite = Path.of(System.getProperty("tenfold.regress"));
        try (TestPostgres server =
                TestPostgres.start("fsync=off", "max_prepared_transactions=10")) {
            var oracle = new ReadOracle(endpoint(server));
            // Each file in a database of its own: some define things that make all of a database
            // suspect, which is right but would hide what is to be seen in the other files.
            oracle.use("base", "template0");
            for (String each : BASE) {
                oracle.run(each, script(suite, each));
            }
            for (String each : schedule(suite)) {
                oracle.use("regression", "base");
                oracle.run(each, script(suite, each));
                oracle.drop("regression");
            }
            report(oracle, Path.of(System.getProperty("tenfold.regress.report")));

            assertThat(oracle.wrong()).isEmpty();
            assertThat(oracle.recognised() * 100).isGreaterThanOrEqualTo(oracle.readable() * 95);
        }
    }

    private static List<PsqlScript.Piece> script(Path suite, String name) throws IOException {
        String folder = suite.toString();
        Map<String, String> environment =
                Map.of(
                        "PG_ABS_SRCDIR", folder,
                        "PG_ABS_BUILDDIR", folder,
                        "PG_LIBDIR", folder,
                        "PG_DLSUFFIX", ".so");
        Path file = suite.resolve("sql").resolve(name + ".sql");
        return new PsqlScript(Files.readAllBytes(file), environment).read();
    }

    private static List<String> schedule(Path suite) throws IOException {
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(suite.resolve("parallel_schedule"), UTF_8)) {
            if (line.startsWith("test:")) {
                names.addAll(List.of(line.substring(5).strip().split("\\s+")));
            }
        }
        names.removeIf(
                each -> LEFT_OUT.contains(each) || BASE.contains(each) || !exists(suite, each));
        return names;
    }

    private static boolean exists(Path suite, String name) {
        return Files.exists(suite.resolve("sql").resolve(name + ".sql"));
    }

    private static void report(ReadOracle oracle, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%d statements; %d sent to a replica, %d of them wrongly; of %d queries that PostgreSQL runs read-only without volatile functions %d recognised; %d trees compared"
                        .formatted(
                                oracle.statements(),
                                oracle.judged(),
                                oracle.wrong().size(),
                                oracle.readable(),
                                oracle.recognised(),
                                oracle.trees()));
        oracle.wrong().forEach(each -> lines.add("wrong: " + each));
        oracle.missed().forEach(each -> lines.add("missed: " + each));
        Files.write(file, lines, UTF_8);
    }
}
