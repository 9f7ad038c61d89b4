package tenfold.watch.otlp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import tenfold.base.net.Address;
import tenfold.watch.collect.Scraper;
import tenfold.watch.store.Reading;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The door for OTLP: `POST /v1/metrics`, `/v1/logs` and `/v1/traces` on loopback.
///
/// Web pages cannot get in: a request with an `Origin`, or with a `Host` that is not ours, is
/// refused. What else runs on this machine may send; it gains nothing but lines in charts.
public final class Receiver implements AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final int BODY_MAX = 4 << 20;
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/x-protobuf";

    /// Takes a line of a service's log.
    public interface Lines {
        void add(String service, String line);
    }

    /// What came in and what of it was refused since the start.
    public record Counts(
            long points, long refusedPoints, long lines, long refusedLines, long spans) {}

    /// A request that is answered with an error.
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private final Scraper.Sink readings;
    private final Lines lines;
    private final Clock clock;
    private final Consumer<Throwable> faults;
    private final HttpServer server;
    private final ExecutorService executor;
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final AtomicLong points = new AtomicLong();
    private final AtomicLong refusedPoints = new AtomicLong();
    private final AtomicLong lineCount = new AtomicLong();
    private final AtomicLong refusedLines = new AtomicLong();
    private final AtomicLong spans = new AtomicLong();

    /// Listens from now on.
    public Receiver(
            Address address,
            Scraper.Sink readings,
            Lines lines,
            Clock clock,
            Consumer<Throwable> faults)
            throws IOException {
        this.readings = readings;
        this.lines = lines;
        this.clock = clock;
        this.faults = faults;
        server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), 0);
        executor =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("otlp-", 1).factory());
        server.setExecutor(executor);
        server.createContext("/", this::serve);
        server.start();
    }

    public Counts counts() {
        return new Counts(
                points.get(),
                refusedPoints.get(),
                lineCount.get(),
                refusedLines.get(),
                spans.get());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!slots.tryAcquire()) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            try {
                answer(exchange);
            } catch (Refused refused) {
                byte[] words =
                        String.valueOf(refused.getMessage()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(refused.status, words.length);
                exchange.getResponseBody().write(words);
            } catch (RuntimeException e) {
                faults.accept(e);
                exchange.sendResponseHeaders(500, -1);
            } finally {
                slots.release();
            }
        }
    }

    private void answer(HttpExchange exchange) throws Refused, IOException {
        var headers = exchange.getRequestHeaders();
        String host = String.valueOf(headers.getFirst("Host"));
        boolean ours = host.startsWith("127.0.0.1:") || host.startsWith("localhost:");
        if (headers.containsKey("Origin") || !ours) {
            throw new Refused(403, "not from a web page");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new Refused(405, "POST only");
        }
        String type = String.valueOf(headers.getFirst("Content-Type")).split(";")[0].strip();
        if (!type.equals(JSON) && !type.equals(PROTOBUF)) {
            throw new Refused(415, "wanted " + PROTOBUF + " or " + JSON);
        }
        byte[] body = body(exchange);
        Partial partial =
                switch (exchange.getRequestURI().getPath()) {
                    case "/v1/metrics" -> metrics(read(body, type, Schema.METRICS));
                    case "/v1/logs" -> logs(read(body, type, Schema.LOGS));
                    case "/v1/traces" -> traces(read(body, type, Schema.TRACES));
                    default ->
                            throw new Refused(404, "there are /v1/metrics, /v1/logs, /v1/traces");
                };
        byte[] answer = type.equals(JSON) ? partial.json() : partial.protobuf();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
    }

    private static byte[] body(HttpExchange exchange) throws Refused, IOException {
        String coding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        InputStream raw = exchange.getRequestBody();
        try (InputStream in = "gzip".equals(coding) ? new GZIPInputStream(raw) : raw) {
            byte[] body = in.readNBytes(BODY_MAX + 1);
            if (body.length > BODY_MAX) {
                throw new Refused(413, "a body may have " + BODY_MAX + " bytes");
            }
            return body;
        }
    }

    private static JsonNode read(byte[] body, String type, Schema schema) throws Refused {
        try {
            return type.equals(JSON)
                    ? JsonMapper.shared().readTree(body)
                    : Protobuf.read(body, schema);
        } catch (IOException | JacksonException e) {
            throw new Refused(400, "not understood: " + e.getMessage());
        }
    }

    private Partial metrics(JsonNode request) {
        Metrics.Found found = Metrics.of(request);
        List<Reading> all = found.readings();
        points.addAndGet(all.size());
        readings.add("", clock.millis(), () -> all);
        refusedPoints.addAndGet(found.refused());
        return new Partial(
                "rejectedDataPoints",
                found.refused(),
                "kept are gauges, cumulative sums, histograms and summaries, "
                        + Metrics.READINGS_MAX
                        + " readings a request");
    }

    private Partial logs(JsonNode request) {
        LogRecords.Found found = LogRecords.of(request);
        found.lines().forEach(line -> lines.add(line.service(), line.json()));
        lineCount.addAndGet(found.lines().size());
        refusedLines.addAndGet(found.refused());
        return new Partial(
                "rejectedLogRecords",
                found.refused(),
                "a request may have " + LogRecords.LINES_MAX + " records");
    }

    private Partial traces(JsonNode request) {
        int count = 0;
        for (JsonNode resource : request.path("resourceSpans")) {
            for (JsonNode scope : resource.path("scopeSpans")) {
                count += scope.path("spans").size();
            }
        }
        spans.addAndGet(count);
        return new Partial("rejectedSpans", count, "traces are not kept yet");
    }

    /// Says what was not taken, as OTLP wants it; empty when all was.
    private record Partial(String name, int rejected, String why) {
        byte[] json() {
            var answer = JsonMapper.shared().createObjectNode();
            if (rejected > 0) {
                answer.putObject("partialSuccess").put(name, rejected).put("errorMessage", why);
            }
            return answer.toString().getBytes(StandardCharsets.UTF_8);
        }

        /// `partial_success` (1) with `rejected` (1) and `error_message` (2).
        byte[] protobuf() {
            if (rejected == 0) {
                return new byte[0];
            }
            byte[] words = why.getBytes(StandardCharsets.UTF_8);
            var inner = new java.io.ByteArrayOutputStream();
            inner.write(0x08);
            varint(rejected, inner);
            inner.write(0x12);
            varint(words.length, inner);
            inner.writeBytes(words);
            var outer = new java.io.ByteArrayOutputStream();
            outer.write(0x0a);
            varint(inner.size(), outer);
            outer.writeBytes(inner.toByteArray());
            return outer.toByteArray();
        }

        private static void varint(int number, java.io.ByteArrayOutputStream out) {
            int rest = number;
            while (rest >= 0x80) {
                out.write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
