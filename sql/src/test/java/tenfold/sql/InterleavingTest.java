package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.sql.RawClient.body;
import static tenfold.sql.RawClient.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Await;
import tenfold.testkit.Rounds;

/// Many clients on few server connections, with errors, cancels and sudden departures: every row
/// that arrives carries the id of the client that asked and the number of its question.
class InterleavingTest {
    private static final int CLIENTS = 12;
    private static final int STEPS = 60;

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.open(3);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Rounds(4)
    void everyRowReachesTheClientThatAskedForIt(long seed) throws Exception {
        var random = new Random(seed);
        var rows = new AtomicLong();
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            var own = new Random(random.nextLong());
            String name = "client-" + i;
            clients.add(() -> new Talker(name, own, rows).talk());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> each : threads.invokeAll(clients)) {
                each.get();
            }
        }
        assertThat(rows.get()).isGreaterThan(CLIENTS * STEPS / 4);
        Await.until(
                "nobody waits",
                Duration.ofSeconds(5),
                () -> gateway.sql().report().clientsWaiting() == 0);
    }

    /// The broken control: the check must notice a row of someone else.
    @Test
    void aForeignRowWouldBeNoticed() {
        assertThat(Talker.isForeign("client-2:5", "client-1", 4, 6)).isTrue();
        assertThat(Talker.isForeign("client-1:9", "client-1", 4, 6)).isTrue();
        assertThat(Talker.isForeign("client-1:5", "client-1", 4, 6)).isFalse();
    }

    private static final class Talker {
        private final String name;
        private final Random random;
        private final AtomicLong rows;
        private RawClient client;
        private int question;
        private int statements;

        Talker(String name, Random random, AtomicLong rows) throws IOException {
            this.name = name;
            this.random = random;
            this.rows = rows;
            this.client = RawClient.login(gateway);
        }

        Void talk() throws IOException {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(10)) {
                    case 0 -> leaveInTheMiddle();
                    case 1 -> ask(1, "SELECT " + literal() + ", 1/0");
                    case 2 -> ask(2, "BEGIN; SELECT " + literal() + "; COMMIT");
                    case 3 -> cancelled();
                    case 4, 5 -> prepared();
                    case 6 -> pipeline();
                    case 7 ->
                            ask(
                                    1,
                                    "SET my.name = '"
                                            + name
                                            + "'; SELECT current_setting('my.name') || ':"
                                            + question
                                            + "'");
                    default ->
                            ask(
                                    200,
                                    "SELECT "
                                            + literal()
                                            + " FROM generate_series(1, "
                                            + (1 + random.nextInt(200))
                                            + ")");
                }
            }
            client.close();
            return null;
        }

        private String literal() {
            return "'" + name + ":" + question + "'";
        }

        private void ask(int most, String sql) throws IOException {
            int first = question;
            client.query(sql);
            question++;
            check(first, most);
        }

        private void check(int first, int most) throws IOException {
            List<String> received = RawClient.rows(client.untilReady());
            assertThat(received).hasSizeLessThanOrEqualTo(most);
            assertThat(received).noneMatch(row -> isForeign(row, name, first, question));
            rows.addAndGet(received.size());
        }

        static boolean isForeign(String row, String name, int first, int next) {
            String[] parts = row.split(":");
            int number = Integer.parseInt(parts[1].replaceAll("\\D.*", ""));
            return !parts[0].equals(name) || number < first || number >= next;
        }

        private void prepared() throws IOException {
            String statement = "s" + statements++;
            var all = new ByteArrayOutputStream();
            all.writeBytes(message('P', body(statement, "SELECT " + literal(), 0)));
            all.writeBytes(message('B', body("", statement, 0, 0, 0)));
            all.writeBytes(message('E', body("", 0, 0)));
            all.writeBytes(message('S', new byte[0]));
            client.out.write(all.toByteArray());
            client.out.flush();
            question++;
            check(question - 1, 1);
        }

        private void pipeline() throws IOException {
            int first = question;
            var all = new ByteArrayOutputStream();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                all.writeBytes(
                        message(
                                'P',
                                body(
                                        "",
                                        random.nextInt(4) == 0 ? "SELEC" : "SELECT " + literal(),
                                        0)));
                all.writeBytes(message('B', body("", "", 0, 0, 0)));
                all.writeBytes(message('E', body("", 0, 0)));
                all.writeBytes(message('S', new byte[0]));
                question++;
            }
            client.out.write(all.toByteArray());
            client.out.flush();
            for (int i = 0; i < count; i++) {
                check(first, 1);
            }
        }

        private void cancelled() throws IOException {
            client.query("SELECT " + literal() + " FROM pg_sleep(0.02)");
            question++;
            try (var connection = new RawClient(gateway.port())) {
                connection.out.writeInt(16);
                connection.out.writeInt(80877102);
                connection.out.writeInt(client.pid);
                connection.out.writeInt(client.key);
                connection.out.flush();
            }
            check(question - 1, 1);
        }

        private void leaveInTheMiddle() throws IOException {
            client.query("SELECT " + literal() + " FROM generate_series(1, 20000)");
            client.close();
            client = RawClient.login(gateway);
            statements = 0;
        }
    }
}
