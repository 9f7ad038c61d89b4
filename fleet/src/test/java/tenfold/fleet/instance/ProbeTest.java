package tenfold.fleet.instance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.fleet.instance.Probe.Answer;
import tenfold.model.HealthCheck;

@Timeout(30)
@SuppressWarnings("NullAway.Init") // JUnit sets
class ProbeTest {
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void asksWithOneGetAndAHost() {
        CompletableFuture<String> request = answerOnce("HTTP/1.1 200 OK\r\n\r\nhello");

        assertThat(ask(false)).isEqualTo(new Answer.Good("answers GET /up?x=1 with 200"));
        assertThat(request.join())
                .startsWith("GET /up?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort());
    }

    @Test
    void anErrorOfTheCallerIsHealthyUnlessStrict() {
        var _ = answerOnce("HTTP/1.1 404 Not Found\r\n\r\n");
        assertThat(ask(false)).isInstanceOf(Answer.Good.class);
        var _ = answerOnce("HTTP/1.1 404 Not Found\r\n\r\n");
        assertThat(ask(true)).isInstanceOf(Answer.Sick.class);
    }

    @Test
    void anErrorOfTheServerIsSick() {
        var _ = answerOnce("HTTP/1.1 503 Busy\r\n\r\n");

        assertThat(ask(false)).isEqualTo(new Answer.Sick("answers GET /up?x=1 with 503"));
    }

    @Test
    void whatIsNotHttpIsNoAnswer() {
        var _ = answerOnce("220 smtp ready\r\n");
        assertThat(ask(false)).isInstanceOf(Answer.Silent.class);
        var _ = answerOnce("");
        assertThat(ask(false)).isInstanceOf(Answer.Silent.class);
        var _ = answerOnce("x".repeat(100_000));
        assertThat(ask(false)).isInstanceOf(Answer.Silent.class);
    }

    @Test
    void oneThatAcceptsAndIsSilentIsGivenUp() {
        assertThat(ask(false))
                .isEqualTo(
                        new Answer.Silent(
                                "no answer to GET /up?x=1 on port %d within 500 ms"
                                        .formatted(server.getLocalPort())));
    }

    @Test
    void anEndlessAnswerEndsWithTheTimeout() {
        var _ = answerOnce("HTTP/1.1 200 OK\r\nX: 1\r\n", true);
        long before = System.nanoTime();

        assertThat(ask(false)).isInstanceOf(Answer.Good.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aClosedPortIsSilent() throws IOException {
        int port = server.getLocalPort();
        server.close();

        assertThat(new Probe(port, check(false)).ask()).isInstanceOf(Answer.Silent.class);
    }

    private Answer ask(boolean strict) {
        return new Probe(server.getLocalPort(), check(strict)).ask();
    }

    private static HealthCheck check(boolean strict) {
        return new HealthCheck(
                "/up?x=1", strict, Duration.ofSeconds(1), Duration.ofMillis(500), 1, 3);
    }

    private CompletableFuture<String> answerOnce(String bytes) {
        return answerOnce(bytes, false);
    }

    private CompletableFuture<String> answerOnce(String bytes, boolean stayOpen) {
        var request = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> serve(bytes, stayOpen, request));
        return request;
    }

    private void serve(String bytes, boolean stayOpen, CompletableFuture<String> request) {
        try (var socket = server.accept()) {
            byte[] buffer = new byte[1024];
            int length = socket.getInputStream().read(buffer);
            request.complete(new String(buffer, 0, length, ISO_8859_1));
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            if (stayOpen) {
                var _ = socket.getInputStream().read();
            }
        } catch (IOException e) {
            request.completeExceptionally(e);
        }
    }
}
