package tenfold.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrawlTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpServer server = newServer();

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void serve() {
        page("/", 200, "<a href=/a>a</a> <a href=/gone>gone</a> <a href=/b>b</a>");
        page("/a", 200, "<a href=/c>c</a> <a href=/>home</a>");
        page("/b", 200, "<a href=/a>a</a>");
        page("/c", 200, "");
        page("/gone", 404, "");
        page("/endless", 200, "");
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void findsWhatUsersMeetFirstFirst() throws Exception {
        assertThat(Crawl.from(url("/"), 100, PATIENCE))
                .containsExactly(url("/"), url("/a"), url("/b"), url("/c"));
    }

    @Test
    void stopsAtItsLimit() throws Exception {
        assertThat(Crawl.from(url("/"), 2, PATIENCE)).isEqualTo(List.of(url("/"), url("/a")));
        assertThat(Crawl.from(url("/"), 100, Duration.ZERO)).isEqualTo(List.of(url("/")));
    }

    @Test
    void saysThatTheStartPageFails() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Crawl.from(url("/gone"), 10, PATIENCE))
                .withMessageContaining("/gone");
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void page(String path, int status, String html) {
        server.createContext(
                path,
                exchange -> {
                    boolean exact = exchange.getRequestURI().getPath().equals(path);
                    byte[] body = html.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                    exchange.sendResponseHeaders(
                            exact ? status : 404, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }
}
