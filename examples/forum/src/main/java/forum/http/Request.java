package forum.http;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One request: what was asked, by path variable, query, form, JSON or cookie.
public final class Request {
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final Gson GSON = new Gson();

    private final HttpExchange exchange;
    private final Map<String, String> variables;
    private final Form query;

    Request(HttpExchange exchange, Map<String, String> variables) {
        this.exchange = exchange;
        this.variables = variables;
        this.query = Form.parse(exchange.getRequestURI().getRawQuery());
    }

    public String path() {
        return exchange.getRequestURI().getPath();
    }

    /// Path and query, as a link back to this very page.
    public String address() {
        String raw = exchange.getRequestURI().getRawQuery();
        return exchange.getRequestURI().getRawPath() + (raw == null ? "" : "?" + raw);
    }

    public boolean wantsJson() {
        return path().startsWith("/api/") || path().equals("/health");
    }

    public boolean isSecure() {
        return "https".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("X-Forwarded-Proto"));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    public String variable(String name) {
        return variables.get(name);
    }

    /// A path variable that counts things; what is not a number does not exist.
    public long id(String name) {
        String text = variable(name);
        if (text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Problem.notFound("such page");
        }
        return Long.parseLong(text);
    }

    public Form query() {
        return query;
    }

    public int page() {
        return query.number("page", 1, 1, 100_000);
    }

    /// The value of a cookie; older clients, such as Java's own, send it in quotes.
    public Optional<String> cookie(String name) {
        List<String> headers = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
        return headers.stream()
                .flatMap(header -> List.of(header.split(";")).stream())
                .map(String::strip)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1).replace("\"", ""))
                .findFirst();
    }

    public Form form() throws IOException {
        mustBe("application/x-www-form-urlencoded");
        return Form.parse(body());
    }

    /// The JSON object that was sent. Browsers cannot send this content type across sites.
    public JsonObject json() throws IOException {
        mustBe("application/json");
        try {
            JsonObject json = GSON.fromJson(body(), JsonObject.class);
            if (json != null) {
                return json;
            }
        } catch (JsonParseException e) {
            // Said below, together with the empty body.
        }
        throw Problem.badRequest("The body must be a JSON object.");
    }

    /// A text of a JSON object, empty when it is missing.
    public static String text(JsonObject json, String name) {
        JsonElement value = json.get(name);
        if (value == null || value.isJsonNull()) {
            return "";
        }
        if (!value.isJsonPrimitive()) {
            throw Problem.badRequest("'" + name + "' must be a text.");
        }
        return value.getAsString();
    }

    private void mustBe(String type) {
        String sent = exchange.getRequestHeaders().getFirst("Content-Type");
        if (sent == null || !sent.toLowerCase(Locale.ROOT).startsWith(type)) {
            throw new Problem(415, "The body must be sent as " + type + ".");
        }
    }

    private String body() throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw new Problem(413, "That is too long: at most 64 KiB, please.");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
