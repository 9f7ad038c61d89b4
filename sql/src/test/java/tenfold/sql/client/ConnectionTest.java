package tenfold.sql.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.sql.login.Credentials;
import tenfold.testkit.TestPostgres;

@Timeout(60)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class ConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TestPostgres postgres;

    private Connection connection;

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.start("fsync=off");
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void open() throws IOException {
        connection = Connection.open(endpoint());
    }

    @AfterEach
    void close() {
        connection.close();
    }

    private static Endpoint endpoint() {
        Path socket = postgres.socketFolder().resolve(".s.PGSQL." + postgres.port());
        return endpoint(new Place.UnixSocket(socket), postgres.password());
    }

    private static Endpoint endpoint(Place place, String password) {
        return new Endpoint(place, "postgres", "postgres", new Credentials.Password(password));
    }

    private String ask(String sql) throws IOException {
        return connection.query(sql, PATIENCE).one().text(0);
    }

    @Test
    void readsTextNullsNumbersAndCommands() throws IOException {
        Result result =
                connection.query(
                        "SELECT 'blå €' AS word, NULL AS nothing, 42::bigint AS n, true AS yes",
                        PATIENCE);

        assertThat(result.columns()).containsExactly("word", "nothing", "n", "yes");
        assertThat(result.one().text(0)).isEqualTo("blå €");
        assertThat(result.one().orNull(1)).isNull();
        assertThat(result.one().number(2)).isEqualTo(42);
        assertThat(result.one().truth(3)).isTrue();
        assertThat(result.command()).isEqualTo("SELECT 1");
    }

    @Test
    void severalStatementsAnswerInOrder() throws IOException {
        var results =
                connection.queries(
                        "CREATE TEMP TABLE t (n int); INSERT INTO t SELECT generate_series(1, 7);"
                                + " SELECT sum(n) FROM t; ",
                        PATIENCE);

        assertThat(results)
                .extracting(Result::command)
                .containsExactly("CREATE TABLE", "INSERT 0 7", "SELECT 1");
        assertThat(results.get(1).affected()).isEqualTo(7);
        assertThat(results.get(2).one().number(0)).isEqualTo(28);
    }

    @Test
    void anErrorSaysWhatAndLeavesTheConnectionInOrder() throws IOException {
        connection.query("CREATE TEMP TABLE u (n int PRIMARY KEY)", PATIENCE);
        connection.query("INSERT INTO u VALUES (1)", PATIENCE);
        assertThatThrownBy(() -> connection.query("INSERT INTO u VALUES (1)", PATIENCE))
                .isInstanceOfSatisfying(
                        ServerError.class,
                        error -> {
                            assertThat(error.sqlState()).isEqualTo("23505");
                            assertThat(error.text()).contains("duplicate key");
                            assertThat(error.detail()).contains("(n)=(1)");
                        });
        assertThat(ask("SELECT count(*) FROM u")).isEqualTo("1");
    }

    @Test
    void knowsWhetherATransactionIsOpenOrFailed() throws IOException {
        assertThat(connection.status()).isEqualTo('I');
        connection.query("BEGIN", PATIENCE);
        assertThat(connection.status()).isEqualTo('T');
        assertThatThrownBy(() -> connection.query("nonsense", PATIENCE))
                .isInstanceOf(ServerError.class);
        assertThat(connection.status()).isEqualTo('E');
        connection.query("ROLLBACK", PATIENCE);
        assertThat(connection.status()).isEqualTo('I');
    }

    @Test
    void aFatalErrorClosesIt() {
        assertThatThrownBy(() ->
                        connection.query("SELECT pg_terminate_backend(pg_backend_pid())", PATIENCE))
                .isInstanceOfSatisfying(
                        ServerError.class, error -> assertThat(error.fatal()).isTrue());
        assertThat(connection.open()).isFalse();
        assertThatThrownBy(() -> ask("SELECT 1")).hasMessageContaining("is closed");
    }

    @Test
    void logsInOverTcpAsWell() throws IOException {
        var tcp = new Place.Tcp("127.0.0.1", postgres.port(), new Tls.Disabled());
        try (var other =
                Connection.open(
                        endpoint(tcp, postgres.password()),
                        Map.of("application_name", "it's me"),
                        ClientLimits.DEFAULT)) {
            assertThat(other.query("SHOW application_name", PATIENCE).one().text(0))
                    .isEqualTo("it's me");
            assertThat(other.pid()).isEqualTo(Long.parseLong(pidOf(other)));
            assertThat(other.parameter("server_version")).isNotBlank();
        }
    }

    private static String pidOf(Connection other) throws IOException {
        return other.query("SELECT pg_backend_pid()", PATIENCE).one().text(0);
    }

    @Test
    void aWrongPasswordIsTheServersRefusal() {
        assertThatThrownBy(() -> Connection.open(endpoint(endpoint().place(), "wrong")))
                .isInstanceOfSatisfying(
                        ServerError.class,
                        error -> assertThat(error.sqlState()).isEqualTo("28P01"));
    }

    @Test
    void aCallThatTakesTooLongIsCut() {
        assertThatThrownBy(() -> connection.query("SELECT pg_sleep(50)", Duration.ofMillis(200)))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("did not answer within 200 ms");
        assertThat(connection.open()).isFalse();
    }

    @Test
    void aLoginThatTakesTooLongIsCut() throws Exception {
        try (var silent = new java.net.ServerSocket(0, 1, java.net.InetAddress.getByName(null))) {
            var tcp = new Place.Tcp("127.0.0.1", silent.getLocalPort(), new Tls.Preferred());
            var limits = new ClientLimits(Duration.ofMillis(200), 1 << 20, 1 << 20);
            assertThatThrownBy(() -> Connection.open(endpoint(tcp, "x"), Map.of(), limits))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void anInterruptClosesIt() throws Exception {
        var ended = new CompletableFuture<Throwable>();
        Thread thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                ask("SELECT pg_sleep(50)");
                            } catch (IOException e) {
                                ended.complete(e);
                            }
                        });
        thread.interrupt();

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        assertThat(connection.open()).isFalse();
    }

    @Test
    void copiesOutAndIn() throws IOException {
        connection.queries(
                "CREATE TEMP TABLE a AS SELECT n, repeat(md5(n::text), 20) AS word"
                        + " FROM generate_series(1, 5000) n; CREATE TEMP TABLE b (LIKE a)",
                PATIENCE);
        var bytes = new ByteArrayOutputStream();
        long out =
                connection.copyOut(
                        "COPY a TO STDOUT (FORMAT binary)",
                        PATIENCE,
                        piece -> {
                            while (piece.hasRemaining()) {
                                bytes.write(piece.get());
                            }
                        });
        assertThat(out).isEqualTo(5000);
        try (CopyIn copy = connection.copyIn("COPY b FROM STDIN (FORMAT binary)", PATIENCE)) {
            copy.write(ByteBuffer.wrap(bytes.toByteArray()));
            assertThat(copy.finish()).isEqualTo(5000);
        }
        assertThat(ask("SELECT count(*) FROM (SELECT * FROM a EXCEPT SELECT * FROM b) x"))
                .isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM b")).isEqualTo("5000");
    }

    @Test
    void aCopyThatIsGivenUpLeavesNothing() throws IOException {
        connection.query("CREATE TEMP TABLE c (word text)", PATIENCE);
        try (CopyIn copy = connection.copyIn("COPY c FROM STDIN", PATIENCE)) {
            copy.write(UTF_8.encode("one\ntwo\n"));
        }
        assertThat(ask("SELECT count(*) FROM c")).isEqualTo("0");
    }

    @Test
    void aCopyThatTheServerRefusesSaysWhyAtItsEnd() throws IOException {
        connection.query("CREATE TEMP TABLE d (n int)", PATIENCE);
        CopyIn copy = connection.copyIn("COPY d FROM STDIN", PATIENCE);
        for (int i = 0; i < 20_000; i++) {
            copy.write(UTF_8.encode("no number\n"));
        }
        assertThatThrownBy(copy::finish).hasMessageContaining("22P02");
        copy.close();
        assertThat(ask("SELECT count(*) FROM d")).isEqualTo("0");
    }

    @Test
    void aReaderThatFailsClosesTheConnection() {
        assertThatThrownBy(() ->
                        connection.copyOut(
                                "COPY (SELECT generate_series(1, 100000)) TO STDOUT",
                                PATIENCE,
                                _ -> {
                                    throw new IOException("disk full");
                                }))
                .hasMessage("disk full");
        assertThat(connection.open()).isFalse();
    }

    @Test
    void anErrorOfAnotherServerInAReaderClosesTheConnectionToo() {
        var elsewhere = new ServerError("ERROR", "53100", "disk full", "");
        assertThatThrownBy(() ->
                        connection.copyOut(
                                "COPY (SELECT generate_series(1, 100000)) TO STDOUT",
                                PATIENCE,
                                _ -> {
                                    throw elsewhere;
                                }))
                .isSameAs(elsewhere);
        assertThat(connection.open()).isFalse();
    }

    @Test
    void statementsOfTheWrongKindAreRefused() throws IOException {
        assertThatThrownBy(() -> connection.copyIn("SELECT 1", PATIENCE))
                .isInstanceOf(ProtocolException.class);
        open();
        assertThatThrownBy(() -> connection.query("COPY pg_class TO STDOUT", PATIENCE))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void readsRowsLongerThanItsBuffer() throws IOException {
        assertThat(ask("SELECT repeat('x', 3000000)")).hasSize(3_000_000);
        assertThat(ask("SELECT 'after'")).isEqualTo("after");
    }

    @Test
    void messagesAndResultsHaveAMaximum() throws IOException {
        var limits = new ClientLimits(PATIENCE, 10_000, 50_000);
        try (var limited = Connection.open(endpoint(), Map.of(), limits)) {
            assertThatThrownBy(() -> limited.query("SELECT repeat('x', 20000)", PATIENCE))
                    .hasMessageContaining("at most 10000 are accepted");
        }
        try (var limited = Connection.open(endpoint(), Map.of(), limits)) {
            String many = "SELECT repeat('x', 100) FROM generate_series(1, 1000)";
            assertThatThrownBy(() -> limited.query(many, PATIENCE))
                    .hasMessageContaining("longer than 50000 bytes");
        }
    }

    @Test
    void walPositionsAreOrderedUnsigned() {
        assertThat(Lsn.parse("16/B374D848").toString()).isEqualTo("16/B374D848");
        assertThat(Lsn.parse("FFFFFFFF/0").isBefore(Lsn.parse("1/0"))).isFalse();
        assertThat(Lsn.parse("0/10").bytesSince(Lsn.parse("0/8"))).isEqualTo(8);
        assertThat(Lsn.parse("0/8").bytesSince(Lsn.parse("0/10"))).isZero();
    }
}
