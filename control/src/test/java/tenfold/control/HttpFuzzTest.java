package tenfold.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Await;
import tenfold.testkit.Rounds;

/// Malformed bytes at control's HTTP API: nothing escapes the connection that sent them, and others
/// are served meanwhile.
@Timeout(120)
class HttpFuzzTest {
    private static final String MANIFEST =
            "{name: fuzz, services: {web: {run: java -jar a.jar}}}\n";
    private static final Queue<Throwable> ESCAPED = new ConcurrentLinkedQueue<>();

    @TempDir static Path folder;
    private static RunningControl control;

    @BeforeAll
    static void start() throws Exception {
        control = new RunningControl(folder, MANIFEST);
        Thread.setDefaultUncaughtExceptionHandler((_, escaped) -> ESCAPED.add(escaped));
    }

    @AfterAll
    static void stop() {
        Thread.setDefaultUncaughtExceptionHandler(null);
        control.close();
    }

    @AfterEach
    void othersAreServed() {
        assertThat(control.get("/api/v1/status").statusCode()).isEqualTo(200);
        assertThat(control.faults).isEmpty();
        assertThat(ESCAPED).isEmpty();
    }

    @Rounds(200)
    void garbageHurtsNobodyElse(long seed) throws Exception {
        var random = new Random(seed);
        byte[] bytes = random.nextInt(4) == 0 ? noise(random) : mutated(request(random), random);
        try (Socket client = connect()) {
            client.setSoTimeout(200);
            send(client, bytes);
            if (random.nextBoolean()) {
                client.shutdownOutput();
            }
            String answer = answer(client);
            assertThat(answer).doesNotStartWith("HTTP/1.1 500").doesNotContain("tenfold.", "\tat ");
        }
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(2_000)];
        random.nextBytes(noise);
        return noise;
    }

    /// A request that is right in most of its parts.
    private static String request(Random random) {
        List<String> paths =
                List.of("status", "events", "logs", "env", "image", "reports", "session", "none");
        String body =
                one(random, "{}", "{\"token\":\"x\"}", "[[[[[", "{\"a\":".repeat(2_000), "", "nul");
        String length = one(random, "" + body.length(), "-1", "99999999999999999999", "0", "3");
        return one(random, "GET", "POST", "PUT", "get", "OPTIONS", "")
                + " /api/v1/"
                + paths.get(random.nextInt(paths.size()))
                + one(
                        random,
                        "",
                        "?lines=9&source=web-1",
                        "?after=9&wait=0",
                        "?a=%zz",
                        "/../..",
                        "?%00")
                + one(random, " HTTP/1.1", " HTTP/1.0", " HTTP/9.9", "", " x y z")
                + "\r\nHost: "
                + one(random, "127.0.0.1:" + control.port(), "evil", "a\r\nHost: b")
                + "\r\nAuthorization: Bearer "
                + one(random, control.token(), "wrong", "")
                + "\r\nContent-Type: application/json\r\n"
                + one(
                        random,
                        "Content-Length: " + length,
                        "Transfer-Encoding: chunked",
                        "Content-Length: 1\r\nContent-Length: 2",
                        "Cookie: tenfold-" + control.port() + "=;;;==",
                        "X-Long: " + "x".repeat(random.nextInt(70_000)),
                        "X-Many: x\r\n".repeat(random.nextInt(300)) + "X-Last: x")
                + "\r\n\r\n"
                + one(random, body, "5\r\nhello\r\n0\r\n\r\n", "ffffffff\r\n", "-1\r\n");
    }

    private static String one(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static byte[] mutated(String text, Random random) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        for (int i = random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        boolean cut = random.nextInt(3) == 0;
        return cut ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    @Test
    void whoSendsWithoutEndIsCutOff() throws Exception {
        String head = "POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:" + control.port() + "\r\n";
        List<String> beginnings =
                List.of(
                        "GET /",
                        "GET / HTTP/1.1\r\nX-Long: ",
                        "GET / HTTP/1.1\r\nX-Name",
                        head
                                + "Content-Type: application/json\r\nContent-Length: 9999999999\r\n\r\n{\"token\":\"");
        for (String beginning : beginnings) {
            try (Socket client = connect()) {
                send(client, beginning.getBytes(ISO_8859_1));
                assertThat(bytesTaken(client)).as(beginning).isLessThan(16 << 20);
            }
        }
    }

    /// How many bytes more can be sent until the other side takes no more of them.
    private static long bytesTaken(Socket client) throws IOException {
        byte[] more = new byte[64 << 10];
        Arrays.fill(more, (byte) 'x');
        long taken = 0;
        client.setSoTimeout(10_000);
        try {
            while (taken < 64 << 20) {
                client.getOutputStream().write(more);
                taken += more.length;
            }
        } catch (SocketException _) {
            return taken;
        }
        return taken;
    }

    @Test
    void slowSendersHoldUpNobodyAndAreEnded() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) {
                Socket client = connect();
                slow.add(client);
                String login =
                        "POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:"
                                + control.port()
                                + "\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{";
                send(client, (i % 2 == 0 ? "GET /api/v1/sta" : login).getBytes(ISO_8859_1));
            }
            long before = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThat(control.get("/api/v1/status").statusCode()).isEqualTo(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(8));
            for (Socket client : slow) {
                client.setSoTimeout(100);
            }
            Await.until(
                    "all slow senders are ended",
                    Duration.ofSeconds(60),
                    () -> {
                        slow.removeIf(HttpFuzzTest::isEnded);
                        return slow.isEmpty();
                    });
        } finally {
            for (Socket client : slow) {
                client.close();
            }
        }
    }

    private static boolean isEnded(Socket client) {
        try {
            while (client.getInputStream().read() >= 0) {
                // An answer may come before the end.
            }
            client.close();
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static Socket connect() throws IOException {
        return new Socket("127.0.0.1", control.port());
    }

    private static void send(Socket client, byte[] bytes) throws IOException {
        try {
            client.getOutputStream().write(bytes);
        } catch (SocketException _) {
            // It has seen enough.
        }
    }

    private static String answer(Socket client) throws IOException {
        byte[] answer = new byte[8 << 10];
        try {
            int length = client.getInputStream().readNBytes(answer, 0, answer.length);
            return new String(answer, 0, length, ISO_8859_1);
        } catch (SocketTimeoutException | SocketException _) {
            return "";
        }
    }
}
