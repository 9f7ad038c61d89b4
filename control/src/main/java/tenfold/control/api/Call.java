package tenfold.control.api;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.control.json.Json;
import tenfold.control.problem.ProblemCode;

/// One request and its answer.
final class Call {
    private static final int BODY_MAX = 1 << 20;
    private final HttpExchange exchange;
    private final Map<String, String> query;

    Call(HttpExchange exchange) throws ApiFault {
        this.exchange = exchange;
        this.query = query(exchange.getRequestURI().getRawQuery());
    }

    private static Map<String, String> query(@Nullable String raw) throws ApiFault {
        var query = new HashMap<String, String>();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            try {
                query.put(name, URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException _) {
                throw bad("parameter %s is not encoded well", name);
            }
        }
        return query;
    }

    static ApiFault bad(String format, Object... arguments) {
        return new ApiFault(400, ProblemCode.BAD_REQUEST, format, arguments);
    }

    String parameter(String name, String standard) {
        return query.getOrDefault(name, standard);
    }

    long number(String name, long standard, long min, long max) throws ApiFault {
        String text = query.get(name);
        if (text == null) {
            return standard;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Answered below.
        }
        throw bad("%s must be a number within %d to %d", name, min, max);
    }

    <T> T body(Class<T> type) throws ApiFault, IOException {
        return body(type, BODY_MAX);
    }

    <T> T body(Class<T> type, int bytesMax) throws ApiFault, IOException {
        Gate.requireJson(exchange.getRequestHeaders().getFirst("Content-Type"));
        byte[] bytes;
        try (var in = exchange.getRequestBody()) {
            bytes = in.readNBytes(bytesMax + 1);
        }
        if (bytes.length > bytesMax) {
            throw new ApiFault(
                    413, ProblemCode.BODY_TOO_LARGE, "the body exceeds %d bytes", bytesMax);
        }
        try {
            return Json.read(bytes, type);
        } catch (IOException e) {
            throw bad("the body cannot be read: %s", String.valueOf(e.getMessage()));
        }
    }

    void header(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    void empty(int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    void json(int status, Object value) throws IOException {
        bytes(status, "application/json", Json.write(value));
    }

    void bytes(int status, String type, byte[] body) throws IOException {
        header("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /// Starts an answer of unknown length.
    OutputStream stream(String type) throws IOException {
        header("Content-Type", type);
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }
}
