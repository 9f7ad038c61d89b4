package tenfold.control.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import tenfold.base.net.Address;
import tenfold.control.Telemetry;
import tenfold.control.json.Json;
import tenfold.control.log.LogFolder;
import tenfold.control.problem.ProblemCode;

/// The server: one virtual thread a call, at most 128 calls.
public final class ApiServer implements AutoCloseable {
    private static final int CALLS_MAX = 128;
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml");
    private static final String CSP =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    /// What the server serves and to whom it tells its faults.
    public record Parts(
            Desk desk,
            ImageBoard board,
            LogFolder logs,
            ConsoleSessions sessions,
            Tokens tokens,
            Telemetry telemetry,
            Function<String, Optional<byte[]>> consoleFile,
            Consumer<Throwable> faults) {}

    /// What callers must show: for everything, or for `GET /metrics` only.
    public record Tokens(String all, String scrape) {
        @Override
        public String toString() {
            return "Tokens[...]";
        }
    }

    private final Parts parts;
    private final Gate gate;
    private final Endpoints endpoints;
    private final HttpServer server;
    private final ExecutorService executor;
    private final Semaphore calls = new Semaphore(CALLS_MAX);

    /// Binds the port at once and serves after [#start].
    public ApiServer(int port, Parts parts) throws IOException {
        limits();
        this.parts = parts;
        server = HttpServer.create(new InetSocketAddress(Address.LOOPBACK, port), 0);
        int bound = server.getAddress().getPort();
        gate = new Gate(parts.tokens(), parts.sessions(), bound);
        endpoints = new Endpoints(parts, gate, "http://" + Address.loopback(bound));
        executor = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 1).factory());
        server.setExecutor(executor);
        server.createContext("/", this::serve);
    }

    /// The JDK's server takes its limits from system properties, read once for the process.
    private static void limits() {
        Map.of(
                        "sun.net.httpserver.nodelay", "true",
                        "sun.net.httpserver.maxReqTime", "10",
                        "sun.net.httpserver.maxReqHeaders", "100",
                        "sun.net.httpserver.maxReqHeaderSize", "32768",
                        "jdk.httpserver.maxConnections", "512")
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }

    public void start() {
        server.start();
    }

    @Override
    public void close() {
        endpoints.close();
        server.stop(0);
        executor.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean admitted = calls.tryAcquire();
            try {
                if (!admitted) {
                    throw new ApiFault(503, ProblemCode.OVERLOADED, "%d calls run", CALLS_MAX);
                }
                answer(exchange);
            } catch (ApiFault fault) {
                refuse(exchange, fault);
            } finally {
                if (admitted) {
                    calls.release();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws ApiFault, IOException, InterruptedException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", CSP);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        gate.checkSource(exchange);
        try {
            if (exchange.getRequestURI().getPath().startsWith("/api/")) {
                endpoints.answer(exchange);
            } else if (exchange.getRequestURI().getPath().equals("/metrics")) {
                endpoints.exposition(exchange);
            } else {
                page(exchange);
            }
        } catch (RuntimeException e) {
            parts.faults().accept(e);
            throw new ApiFault(500, ProblemCode.INTERNAL, "control failed");
        }
    }

    /// The console's files hold nothing secret; what they show, they ask the API for.
    private void page(HttpExchange exchange) throws ApiFault, IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            throw new ApiFault(405, ProblemCode.METHOD, "this path wants GET");
        }
        String path = exchange.getRequestURI().getPath();
        String name = path.equals("/") ? "index.html" : path.substring(1);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        Optional<byte[]> file =
                type == null || !name.matches("[a-z0-9-]{1,40}\\.[a-z]{2,4}")
                        ? Optional.empty()
                        : parts.consoleFile().apply(name);
        if (file.isEmpty() || type == null) {
            throw new ApiFault(404, ProblemCode.NOT_FOUND, "there is no such page");
        }
        new Call(exchange).bytes(200, type, file.get());
    }

    private static void refuse(HttpExchange exchange, ApiFault fault) throws IOException {
        if (exchange.getResponseCode() != -1) {
            return;
        }
        byte[] body = Json.write(fault.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (fault.status() == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        }
        exchange.sendResponseHeaders(fault.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
