package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.sql.RawClient.body;
import static tenfold.sql.RawClient.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Await;

/// Message by message: order, pipelines, errors, cancel requests.
class PipelineTest {
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.open(2);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static byte[] all(byte[]... messages) {
        var out = new ByteArrayOutputStream();
        for (byte[] each : messages) {
            out.writeBytes(each);
        }
        return out.toByteArray();
    }

    private static byte[] parse(String name, String sql) {
        return message('P', body(name, sql, 0));
    }

    private static byte[] bind(String statement) {
        return message('B', body("", statement, 0, 0, 0));
    }

    private static byte[] execute() {
        return message('E', all(body(""), new byte[4]));
    }

    private static byte[] sync() {
        return message('S', new byte[0]);
    }

    private static byte[] describe(String name) {
        return message('D', body('S', name));
    }

    private static byte[] closeStatement(String name) {
        return message('C', body('S', name));
    }

    private static void send(RawClient client, byte[]... messages) throws IOException {
        client.out.write(all(messages));
        client.out.flush();
    }

    @Test
    void aKnownStatementIsAnsweredInItsTurn() throws Exception {
        try (var first = RawClient.login(gateway);
                var second = RawClient.login(gateway)) {
            send(first, parse("s", "SELECT 11"), bind("s"), execute(), sync());
            assertThat(first.tags()).isEqualTo("12DCZ");
            send(
                    second,
                    parse("", "SELECT 1"),
                    bind(""),
                    execute(),
                    parse("mine", "SELECT 11"),
                    describe("mine"),
                    bind("mine"),
                    execute(),
                    closeStatement("mine"),
                    sync());
            assertThat(second.tags()).isEqualTo("12DC1tT2DC3Z");
        }
    }

    @Test
    void anErrorSkipsToSyncAndForgetsWhatWasSkipped() throws Exception {
        try (var client = RawClient.login(gateway)) {
            send(
                    client,
                    parse("a", "SELECT 1/0"),
                    bind("a"),
                    execute(),
                    parse("b", "SELECT 2"),
                    bind("b"),
                    execute(),
                    sync());
            assertThat(client.tags()).isEqualTo("1EZ");
            send(client, parse("b", "SELECT 3"), bind("b"), execute(), sync());
            assertThat(RawClient.rows(client.untilReady())).containsExactly("3");
            send(client, parse("bad", "SELEC"), sync());
            assertThat(client.tags()).isEqualTo("EZ");
            send(client, parse("bad", "SELECT 4"), bind("bad"), execute(), sync());
            assertThat(RawClient.rows(client.untilReady())).containsExactly("4");
        }
    }

    @Test
    void namesThatDoNotExistOrExistAlreadyGetTheServersErrors() throws Exception {
        try (var client = RawClient.login(gateway)) {
            send(client, bind("none"), execute(), sync());
            assertThat(client.untilReady().getFirst().sqlState()).isEqualTo("26000");
            send(client, bind("tenfold.0"), sync());
            assertThat(client.untilReady().getFirst().sqlState()).isEqualTo("26000");
            send(client, describe("none"), sync());
            assertThat(client.untilReady().getFirst().sqlState()).isEqualTo("26000");
            send(client, closeStatement("none"), sync());
            assertThat(client.tags()).isEqualTo("3Z");
            send(client, parse("twice", "SELECT 1"), parse("twice", "SELECT 2"), sync());
            assertThat(client.untilReady().get(1).sqlState()).isEqualTo("42P05");
        }
    }

    @Test
    void theUnnamedStatementOutlivesTheServerConnection() throws Exception {
        try (var first = RawClient.login(gateway);
                var second = RawClient.login(gateway);
                var third = RawClient.login(gateway)) {
            send(first, parse("", "SELECT 'first'"), sync());
            first.tags();
            for (RawClient other : new RawClient[] {second, third, second, third}) {
                send(other, parse("", "SELECT 'other'"), bind(""), execute(), sync());
                assertThat(RawClient.rows(other.untilReady())).containsExactly("other");
            }
            send(first, bind(""), execute(), sync());
            assertThat(RawClient.rows(first.untilReady())).containsExactly("first");
            first.query("SELECT 1");
            first.tags();
            send(first, bind(""), sync());
            assertThat(first.untilReady().getFirst().sqlState()).isEqualTo("26000");
        }
    }

    @Test
    void deallocateKnowsTheNamesOfTheProtocol() throws Exception {
        try (var client = RawClient.login(gateway)) {
            send(client, parse("p", "SELECT 5"), sync());
            client.tags();
            client.query("DEALLOCATE p");
            assertThat(client.tags()).isEqualTo("CZ");
            send(client, bind("p"), sync());
            assertThat(client.untilReady().getFirst().sqlState()).isEqualTo("26000");
            client.query("DEALLOCATE p");
            assertThat(client.untilReady().getFirst().sqlState()).isEqualTo("26000");
            send(client, parse("p", "SELECT 6"), sync());
            client.tags();
            client.query("DISCARD ALL");
            assertThat(client.tags()).isEqualTo("CZ");
            send(client, parse("p", "SELECT 7"), bind("p"), execute(), sync());
            assertThat(RawClient.rows(client.untilReady())).containsExactly("7");
        }
    }

    @Test
    void flushAnswersBeforeSyncAndTheServerStaysWithItsClient() throws Exception {
        try (var client = RawClient.login(gateway)) {
            send(client, parse("f", "SELECT 8"), message('H', new byte[0]));
            assertThat(client.read().tag()).isEqualTo('1');
            try (var other = RawClient.login(gateway)) {
                other.query("SELECT 9");
                assertThat(RawClient.rows(other.untilReady())).containsExactly("9");
            }
            send(client, bind("f"), execute(), message('H', new byte[0]));
            assertThat(client.read().tag()).isEqualTo('2');
            assertThat(client.read().tag()).isEqualTo('D');
            assertThat(client.read().tag()).isEqualTo('C');
            send(client, sync());
            assertThat(client.tags()).isEqualTo("Z");
        }
    }

    @Test
    void copyByExtendedProtocolIgnoresTheEarlySync() throws Exception {
        try (var client = RawClient.login(gateway)) {
            client.query("CREATE TABLE IF NOT EXISTS copies(id int); TRUNCATE copies");
            client.untilReady();
            send(client, parse("", "COPY copies FROM STDIN"), bind(""), execute(), sync());
            assertThat(client.read().tag()).isEqualTo('1');
            assertThat(client.read().tag()).isEqualTo('2');
            assertThat(client.read().tag()).isEqualTo('G');
            send(
                    client,
                    message('d', "1\n2\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                    message('c', new byte[0]),
                    sync());
            assertThat(client.tags()).isEqualTo("CZ");
            client.query("COPY copies FROM STDIN");
            client.read();
            send(client, message('f', body("no more")));
            assertThat(client.tags()).isEqualTo("EZ");
            client.query("SELECT count(*) FROM copies");
            assertThat(RawClient.rows(client.untilReady())).containsExactly("2");
        }
    }

    @Test
    void emptyQueriesSyncsAndFunctionCallsAreAnswered() throws Exception {
        try (var client = RawClient.login(gateway)) {
            client.query("");
            assertThat(client.tags()).isEqualTo("IZ");
            client.query(" -- nothing\n ;");
            assertThat(client.tags()).isEqualTo("IZ");
            send(client, sync(), sync());
            assertThat(client.tags() + client.tags()).isEqualTo("ZZ");
            // pg_backend_pid() by its oid: no arguments, result as text.
            send(
                    client,
                    message(
                            'F',
                            all(
                                    new byte[] {0, 0, (byte) (2026 >> 8), (byte) 2026},
                                    body(0, 0, 0))));
            assertThat(client.tags()).isEqualTo("VZ");
        }
    }

    @Test
    void aSessionCutAtEveryByteReadsTheSame() throws Exception {
        byte[] session =
                all(
                        message('Q', body("SELECT 1; SELECT 'two'")),
                        parse("cut", "SELECT 3"),
                        describe("cut"),
                        bind("cut"),
                        execute(),
                        sync(),
                        message('Q', body("BEGIN")),
                        message('Q', body("ROLLBACK")));
        try (var client = RawClient.login(gateway)) {
            for (int cut = 1; cut < session.length; cut += 3) {
                client.out.write(session, 0, cut);
                client.out.flush();
                client.out.write(session, cut, session.length - cut);
                client.out.flush();
                assertThat(client.tags() + client.tags() + client.tags() + client.tags())
                        .as("cut at %d", cut)
                        .isEqualTo("TDCTDCZ" + "1tT2DCZ" + "CZ" + "CZ");
                send(client, closeStatement("cut"), sync());
                client.tags();
            }
        }
    }

    @Test
    void aMessageOfUnknownKindOrLengthEndsOnlyItsOwnConnection() throws Exception {
        for (byte[] bad :
                new byte[][] {
                    {'?', 0, 0, 0, 4},
                    {'Q', 0, 0, 0, 3},
                    {'Q', 127, -1, -1, -1},
                    {'S', 0, 0, 0, 9},
                    {'P', -1, -1, -1, -1},
                    {'E', 0, 1, 0, 0}
                }) {
            try (var client = RawClient.login(gateway)) {
                client.out.write(bad);
                client.out.flush();
                assertThat(client.untilReady().getFirst().sqlState()).isEqualTo("08P01");
            }
        }
        try (var client = RawClient.login(gateway)) {
            client.query("SELECT 1");
            assertThat(client.tags()).isEqualTo("TDCZ");
        }
    }

    @Test
    void aCancelRequestStopsItsOwnClientOnly() throws Exception {
        try (var slow = RawClient.login(gateway);
                var other = RawClient.login(gateway)) {
            slow.query("SELECT pg_sleep(30)");
            other.query("SELECT 1");
            assertThat(other.tags()).isEqualTo("TDCZ");
            awaitBusy(1);
            cancel(slow.pid, slow.key + 1);
            cancel(other.pid, other.key);
            cancel(slow.pid, slow.key);
            assertThat(slow.untilReady().stream().filter(each -> each.tag() == 'E').toList())
                    .singleElement()
                    .satisfies(each -> assertThat(each.sqlState()).isEqualTo("57014"));
            for (int i = 0; i < 20; i++) {
                cancel(slow.pid, slow.key);
                other.query("SELECT " + i);
                assertThat(RawClient.rows(other.untilReady())).containsExactly(Integer.toString(i));
            }
        }
    }

    private static void awaitBusy(int count) throws Exception {
        Await.until(
                "a busy server connection",
                Duration.ofSeconds(5),
                () -> gateway.sql().report().serverConnectionsBusy() >= count);
    }

    private static void cancel(int pid, int key) throws IOException {
        try (var connection = new RawClient(gateway.port())) {
            connection.out.writeInt(16);
            connection.out.writeInt(80877102);
            connection.out.writeInt(pid);
            connection.out.writeInt(key);
            connection.out.flush();
            assertThat(connection.in.read()).isEqualTo(-1);
        }
    }

    @Test
    void whoLeavesInTheMiddleOfAQueryLeavesNothingToOthers() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (var leaver = RawClient.login(gateway)) {
                leaver.query("BEGIN; SELECT 'wrong' FROM generate_series(1, 10000)");
            }
            try (var next = RawClient.login(gateway)) {
                next.query("SELECT 'right'");
                assertThat(RawClient.rows(next.untilReady())).containsExactly("right");
            }
        }
    }
}
