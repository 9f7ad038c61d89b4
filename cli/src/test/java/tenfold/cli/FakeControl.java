package tenfold.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// An HTTP server that stands in for control, on a real port, with the answers that control was
/// recorded to give. It insists on the token, on the right method and on JSON bodies, as control
/// does.
final class FakeControl implements AutoCloseable {
    static final String TOKEN = "0123456789abcdef";

    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    FakeControl() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /// Answers `method` calls of a path below `/api/v1/`.
    FakeControl answer(String method, String path, int status, String body) {
        return answer(method, path, exchange -> write(exchange, status, body));
    }

    /// What a handler of this test server does with one call.
    interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    FakeControl answer(String method, String path, Handler handler) {
        server.createContext(
                "/api/v1/" + path,
                exchange -> {
                    calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    if (!body.isEmpty()) {
                        bodies.add(body);
                    }
                    var headers = exchange.getRequestHeaders();
                    boolean json =
                            body.startsWith("{")
                                    && "application/json".equals(headers.getFirst("Content-Type"));
                    if (!("Bearer " + TOKEN).equals(headers.getFirst("Authorization"))) {
                        write(exchange, 401, error("T-1201", "the token is wrong"));
                    } else if (!exchange.getRequestMethod().equals(method)) {
                        write(exchange, 405, error("T-1207", "this path wants " + method));
                    } else if (method.equals("POST") && !json) {
                        write(exchange, 415, error("T-1204", "the body must be application/json"));
                    } else {
                        handler.handle(exchange);
                    }
                    exchange.close();
                });
        return this;
    }

    static String error(String code, String message) {
        return "{\"code\":\"%s\",\"message\":\"%s\",\"next\":\"do the right thing\"}"
                .formatted(code, message);
    }

    static void write(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Leaves address and token where commands look for them.
    void announce(Path data) throws IOException {
        Files.createDirectories(data.resolve("control"));
        Files.writeString(data.resolve("control/address"), address());
        Files.writeString(data.resolve("control/token"), TOKEN + "\n");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
