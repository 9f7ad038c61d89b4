package forum.http;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// An answer: a status, headers and either a whole body or a stream that stays open.
public final class Response {
    private static final Gson GSON = new Gson();

    private record Header(String name, String value) {}

    private final int status;
    private final byte[] body;
    private final Consumer<OutputStream> stream;
    private final List<Header> headers = new ArrayList<>();

    private Response(int status, byte[] body, Consumer<OutputStream> stream) {
        this.status = status;
        this.body = body;
        this.stream = stream;
    }

    public static Response html(int status, Html page) {
        return bytes(
                        status,
                        "text/html; charset=utf-8",
                        page.toString().getBytes(StandardCharsets.UTF_8))
                .header("Cache-Control", "no-cache");
    }

    public static Response json(int status, Object value) {
        return bytes(
                        status,
                        "application/json",
                        (GSON.toJson(value) + "\n").getBytes(StandardCharsets.UTF_8))
                .header("Cache-Control", "no-store");
    }

    public static Response bytes(int status, String type, byte[] body) {
        return new Response(status, body, null).header("Content-Type", type);
    }

    public static Response notModified() {
        return new Response(304, new byte[0], null);
    }

    /// Sends a browser that has posted a form on to the page that shows the result.
    public static Response seeOther(String address) {
        return new Response(303, new byte[0], null).header("Location", address);
    }

    /// An answer without end; the receiver owns the stream and must not block in this call.
    public static Response stream(String type, Consumer<OutputStream> receiver) {
        return new Response(200, null, receiver)
                .header("Content-Type", type)
                .header("Cache-Control", "no-store");
    }

    public Response header(String name, String value) {
        headers.add(new Header(name, value));
        return this;
    }

    /// Sets a cookie that scripts cannot read and other sites cannot send along with a form.
    public Response cookie(Request request, String name, String value, long seconds) {
        return header(
                "Set-Cookie",
                name
                        + "="
                        + value
                        + "; Path=/; HttpOnly; SameSite=Lax; Max-Age="
                        + seconds
                        + (request.isSecure() ? "; Secure" : ""));
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        if (stream != null) {
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().flush();
            stream.accept(exchange.getResponseBody());
            return;
        }
        boolean bodiless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
        if (bodiless && body.length > 0) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
        }
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
