package tenfold.sql.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tenfold.sql.login.Credentials;
import tenfold.sql.server.PostgresBinaries;
import tenfold.testkit.TestPostgres;

/// Real servers for tests: ours (PostgreSQL 18) and the machine's own, which stands for somebody
/// else's.
public final class TestServers {
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestServers() {}

    /// PostgreSQL 18, as the station runs it.
    public static TestPostgres ours(String... settings) throws Exception {
        PostgresBinaries binaries =
                PostgresBinaries.unpacked(PostgresBinaries.defaultCache(), _ -> {});
        return TestPostgres.start(binaries.folder().resolve("bin"), logical(settings));
    }

    /// The machine's own version, reached over TCP.
    public static TestPostgres theirs(String... settings) throws Exception {
        return TestPostgres.start(logical(settings));
    }

    private static String[] logical(String... settings) {
        List<String> all = new ArrayList<>(List.of("wal_level=logical", "fsync=off"));
        all.addAll(List.of(settings));
        return all.toArray(String[]::new);
    }

    public static Endpoint socket(TestPostgres server, String database) {
        Path path = server.socketFolder().resolve(".s.PGSQL." + server.port());
        return new Endpoint(
                new Place.UnixSocket(path),
                database,
                "postgres",
                new Credentials.Password(server.password()));
    }

    public static Endpoint tcp(TestPostgres server, String database, String user) {
        return new Endpoint(
                new Place.Tcp("127.0.0.1", server.port(), new Tls.Disabled()),
                database,
                user,
                new Credentials.Password(server.password()));
    }

    public static Connection open(Endpoint endpoint) throws IOException {
        return Connection.open(endpoint, Plain.startup("test"), ClientLimits.DEFAULT);
    }

    public static void run(Endpoint endpoint, String... statements) throws IOException {
        try (Connection connection = open(endpoint)) {
            for (String each : statements) {
                connection.query(each, PATIENCE);
            }
        }
    }

    public static String ask(Endpoint endpoint, String query) throws IOException {
        try (Connection connection = open(endpoint)) {
            return String.valueOf(connection.query(query, PATIENCE).one().orNull(0));
        }
    }

    /// An empty database that sorts as ours do, and a user that owns it; the password is the
    /// server's.
    public static void makeDatabase(TestPostgres server, String database, String user)
            throws IOException {
        Endpoint root = socket(server, "postgres");
        run(
                root,
                "CREATE ROLE %s LOGIN PASSWORD %s"
                        .formatted(Quote.name(user), Quote.text(server.password())),
                "CREATE DATABASE %s OWNER %s TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8'"
                        .formatted(Quote.name(database), Quote.name(user)));
    }
}
